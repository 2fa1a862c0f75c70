# case: 21
# does: prints what is not text: NUL, every byte value, truncated and overlong UTF-8, lone surrogates, no final newline.
# expect: finished
import sys

out = sys.stdout.buffer
for line in (
    b"NUL: \x00 between",
    b"all: " + bytes(range(256)),
    b"cut: \xe2\x82 \xf0\x9f\x92",
    b"overlong: \xc0\x80 \xe0\x80\xaf",
    b"surrogates: \xed\xa0\x80 \xed\xbf\xbf \xed\xa0\xbd\xed\xb2\xa9",
    b"too high: \xf4\x90\x80\x80 \xff\xfe",
    b"other ends: one\rtwo\x0bthree\x0cfour\xc2\x85five\xe2\x80\xa8six",
    "marks: e\u0301\u200b\u2060\ufeff ".encode() + "\u0301".encode() * 500,
    b"This is PMU data 0\x00",
):
    out.write(line + b"\n")
out.write(b"no end: \xe2\x82")
