import asyncio
import multiprocessing
import time

async def ticking(n):
    while n > 0:
        print("T-minus", n)
        n -= 1
        await asyncio.sleep(5)

def count(n):
    asyncio.run(asyncio.wait_for(ticking(n), 40))

if __name__ == "__main__":
    multiprocessing.Process(target=count, args=(5,)).start()
