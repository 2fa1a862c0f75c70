"""Puts newlines between messages that arrived without any."""
import re


class Splitter:
    """Remembers one byte: a message begins at a T that follows a digit."""

    def __init__(self):
        self.previous = b""

    def lines(self, chunks):
        for chunk in chunks:
            joined = self.previous + chunk
            yield re.sub(rb"(?<=[0-9])T", b"\nT", joined)[len(self.previous) :]
            self.previous = chunk[-1:]
        yield b"\n"
