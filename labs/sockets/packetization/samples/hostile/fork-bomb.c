// case: 1
// does: every process starts two more, as fast as it can; at most 2,000 in total, each gone after 30 seconds.
// expect: limit:processes
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    int *count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (count == MAP_FAILED)
        return 1;
    alarm(30);
    while (__atomic_load_n(count, __ATOMIC_RELAXED) < 2000) {
        pid_t child = fork();
        if (child < 0)
            usleep(1000); // the limit was reached: keep trying
        else
            __atomic_add_fetch(count, child > 0, __ATOMIC_RELAXED);
        if (child == 0)
            alarm(30); // an alarm is not inherited
    }
    for (;;)
        pause();
}
