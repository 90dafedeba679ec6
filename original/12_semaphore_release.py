>>>sema.release()
Working 0
>>>sema.release()
Working 1
