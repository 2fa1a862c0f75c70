// case: 14, 15
// does: leaves a daemon (double fork, new session) that keeps stdout open, prints, and sends datagrams to the
//       server for a minute after the program itself has ended with 0.
// expect: finished
#define _POSIX_C_SOURCE 200809L
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    const char *server = argc > 2 ? argv[1] : "127.0.0.1", *port = argc > 2 ? argv[2] : "5003";
    pid_t child = fork();
    if (child != 0) {
        waitpid(child, NULL, 0);
        puts("the program has ended");
        return 0;
    }
    setsid();
    if (fork() != 0)
        _exit(0);
    if (chdir("/") < 0)
        _exit(1);

    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *address;
    if (getaddrinfo(server, port, &hints, &address) != 0)
        _exit(1);
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    for (int i = 0; i < 300; i++) {
        const char *text = "This is PMU data 0";
        sendto(s, text, strlen(text), 0, address->ai_addr, address->ai_addrlen);
        printf("the daemon lives, %d\n", i);
        fflush(stdout);
        nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    }
    return 0;
}
