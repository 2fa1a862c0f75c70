// case: 3
// does: takes memory and touches it, 16 MB at a time, up to 3 GB; dies of SIGABRT when it gets no more.
// expect: limit:memory
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    const size_t piece = 16u << 20;
    for (size_t taken = 0; taken < (size_t)3 << 30; taken += piece) {
        char *memory = malloc(piece);
        if (memory == NULL) {
            fprintf(stderr, "refused after %zu MB\n", taken >> 20);
            abort();
        }
        memset(memory, 0xa5, piece);
    }
    puts("took 3 GB");
    return 0;
}
