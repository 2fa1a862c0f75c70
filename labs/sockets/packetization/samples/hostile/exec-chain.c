// case: 2
// does: a process that has always just begun: starts itself by vfork and exec and ends, up to 100,000 times.
// expect: finished
// or: limit:wall (where starting a process takes long; the leader is gone at once, and its descendants must be ended)
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    static char number[16];
    static char self[] = "/proc/self/exe";
    // A minus sign distinguishes the later links of the chain from the first one, whose first argument is a server.
    int left = argc > 1 && argv[1][0] == '-' ? -atoi(argv[1]) : 100000;
    if (left <= 1)
        return 0;
    snprintf(number, sizeof number, "-%d", left - 1);
    char *next[] = {argv[0], number, NULL};
    char *environment[] = {NULL};
    pid_t child = vfork();
    if (child == 0) {
        execve(self, next, environment);
        _exit(1);
    }
    return 0;
}
