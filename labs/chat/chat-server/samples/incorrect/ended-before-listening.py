import sys

print("Hello, I am the chat server.", len(sys.argv))
