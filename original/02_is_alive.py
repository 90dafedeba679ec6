if t.is_alive():
	print("still running")
else:
	print('compeleted')

