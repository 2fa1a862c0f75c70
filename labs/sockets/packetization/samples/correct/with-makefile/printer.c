// Matches the mark that begins each message; bytes that may belong to a mark wait until that is known.
#include "printer.h"

#include <stdio.h>

static const char mark[] = "This is PMU data ";
static const size_t length = sizeof mark - 1;

static size_t matched; // bytes of the mark that have arrived and are not shown yet
static int in_a_line;  // whether something is already on the line

void printer_receive(const char *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (data[i] != mark[matched] && matched > 0) {
            // It was not a mark. A mark has one T only, so a new mark can begin at this byte at the earliest.
            fwrite(mark, 1, matched, stdout);
            matched = 0;
            in_a_line = 1;
        }
        if (data[i] == mark[matched]) {
            matched++;
        } else {
            putchar(data[i]);
            in_a_line = 1;
        }
        if (matched == length) {
            if (in_a_line)
                putchar('\n');
            fwrite(mark, 1, length, stdout);
            matched = 0;
            in_a_line = 1;
        }
    }
    fflush(stdout);
}

void printer_end(void) {
    fwrite(mark, 1, matched, stdout);
    putchar('\n');
    fflush(stdout);
}
