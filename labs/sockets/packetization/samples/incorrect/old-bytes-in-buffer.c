/* Incorrect (old-bytes-in-buffer): prints the buffer as a string, although recv() puts no zero after its bytes. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    char buffer[2048] = {0};

    if (argc != 4 || getaddrinfo(argv[1], argv[2], &hints, &found) != 0) {
        fprintf(stderr, "usage: PDC <server> <port> <command>\n");
        return 2;
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        perror("PDC");
        return 1;
    }
    send(fd, argv[3], strlen(argv[3]), 0);
    while (recv(fd, buffer, sizeof buffer - 1, 0) > 0) {
        printf("%s\n", buffer);
        fflush(stdout);
    }
    close(fd);
    return 0;
}
