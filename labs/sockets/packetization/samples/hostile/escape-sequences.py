# case: 22, 23
# does: prints what a terminal, a web page or a spreadsheet would interpret: titles, clipboard, links, colors, cursor
#       moves, overwriting, right-to-left marks, HTML, formulas; on stdout and on stderr.
# expect: finished
import sys

ESC = "\x1b"
LINES = [
    f"title: {ESC}]0;owned\x07 {ESC}]2;owned{ESC}\\",
    f"clipboard: {ESC}]52;c;b3duZWQ=\x07",
    f"link: {ESC}]8;;http://pmu.lab/{ESC}\\click here{ESC}]8;;{ESC}\\",
    f"picture: {ESC}]1337;File=inline=1:AAAA\x07 {ESC}Pq#0;2;0;0;0~{ESC}\\",
    f"questions: {ESC}[6n{ESC}[c{ESC}[>q{ESC}]11;?\x07",
    f"clear: {ESC}[2J{ESC}[H{ESC}c{ESC}[3J",
    f"other screen: {ESC}[?1049h hidden {ESC}[8m hidden {ESC}[?25l",
    f"colors: {ESC}[31;1;5mred{ESC}[0m \x9b32mgreen",
    "overwrite: FAIL\rPASS \b\b\b\b\b\bpass",
    "beep: \x07\x07\x07",
    "right to left: \u202eSSAP\u202c \u2066\u2067FAIL\u2069 \u200fabc",
    "look-alike: \u0420\u0410\u0405\u0405 p\u0430ss",
    '<script>document.title = "owned"</script><img src=x onerror="alert(1)">',
    "</pre></textarea><!-- <![CDATA[ --> &lt;b&gt; {{7*7}} ${7*7}",
    '=HYPERLINK("http://pmu.lab/", "result")',
    "+1+1 @SUM(1) -2+3 \t=1+1",
    '"; rm -rf / #, $(reboot) `reboot`',
    f"not reset: {ESC}[7m{ESC}(0",
]
for stream in (sys.stdout, sys.stderr):
    for line in LINES:
        stream.buffer.write(line.encode() + b"\n")
