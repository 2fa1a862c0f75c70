// case: 19
// does: writes to stdout as fast as it is read, 2 GB at most.
// expect: limit:output
#include <string.h>
#include <unistd.h>

int main(void) {
    static char piece[1 << 20];
    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = i % 80 == 79 ? '\n' : 'a' + (char)(i % 23);
    for (int i = 0; i < 2048; i++)
        for (size_t done = 0; done < sizeof piece;) {
            ssize_t n = write(1, piece + done, sizeof piece - done);
            if (n < 0)
                return 1;
            done += (size_t)n;
        }
    return 0;
}
