import subprocess
import sys


CODE = """
import time
for n in range(5, 0, -1):
    print("T-minus", n)
    time.sleep(5)
"""

if __name__ == "__main__":
    subprocess.run([sys.executable, "-"], input=CODE, text=True)
