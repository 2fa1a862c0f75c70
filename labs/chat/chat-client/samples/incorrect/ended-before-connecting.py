import sys

print("Hello, I am the chat client.", len(sys.argv))
