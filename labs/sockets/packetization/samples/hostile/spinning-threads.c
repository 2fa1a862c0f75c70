// case: 9
// does: 64 threads that compute nothing, for 60 seconds of wall clock.
// expect: limit:cpu
#include <pthread.h>
#include <unistd.h>

static void *spin(void *unused) {
    for (volatile unsigned long n = 0;; n++)
        ;
    return unused;
}

int main(void) {
    alarm(60);
    for (int i = 0; i < 63; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, spin, NULL);
    }
    spin(NULL);
}
