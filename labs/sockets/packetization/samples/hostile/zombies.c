// case: 17
// does: makes itself the reaper of its offspring, never reaps, and leaves up to 1,500 zombies and orphans.
// expect: finished
// or: limit:processes (zombies count as processes)
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
    int made = 0, refused = 0;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int i = 0; i < 500; i++) {
        pid_t child = fork();
        refused += child < 0;
        made += child > 0;
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, 0);
            if (fork() == 0) {
                if (fork() == 0) {
                    alarm(20);
                    pause();
                }
                _exit(0);
            }
            _exit(0);
        }
    }
    printf("%d children, %d refused\n", made, refused);
    return 0;
}
