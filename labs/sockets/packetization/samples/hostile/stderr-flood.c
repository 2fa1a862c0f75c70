// case: 19
// does: writes to stderr as fast as it is read, at most 2 GB, and nothing to stdout.
// expect: limit:output
#include <string.h>
#include <unistd.h>

int main(void) {
    static char piece[1 << 20];
    memset(piece, 'e', sizeof piece);
    for (int i = 0; i < 2048; i++)
        for (size_t done = 0; done < sizeof piece;) {
            ssize_t n = write(2, piece + done, sizeof piece - done);
            if (n < 0)
                return 1;
            done += (size_t)n;
        }
    return 0;
}
