t.join()
