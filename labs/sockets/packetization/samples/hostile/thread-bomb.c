// case: 2
// does: starts threads until there are 2,000, and keeps trying for 30 seconds when it is refused.
// expect: limit:processes
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

static void *wait_forever(void *unused) {
    for (;;)
        pause();
    return unused;
}

int main(void) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    alarm(30);
    for (int threads = 0; threads < 2000;) {
        pthread_t thread;
        if (pthread_create(&thread, &small, wait_forever, NULL) == 0)
            threads++;
        else
            usleep(1000);
    }
    for (;;)
        pause();
}
