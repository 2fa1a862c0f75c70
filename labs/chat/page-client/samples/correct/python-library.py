"""With the library of the language."""
import sys
import urllib.request

host, port, path = sys.argv[1:]
with urllib.request.urlopen(f"http://{host}:{port}{path}") as answer:
    print(answer.read().decode(), end="")
