// Incorrect (one-recv-one-message): prints what each recv() returns on its own line, as if it were a message.
#define _POSIX_C_SOURCE 200809L
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int open_connection(const char *server, const char *port) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *address;
    int problem = getaddrinfo(server, port, &hints, &address);
    if (problem != 0) {
        fprintf(stderr, "PDC: %s: %s\n", server, gai_strerror(problem));
        return -1;
    }
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, address->ai_addr, address->ai_addrlen) < 0) {
        perror("PDC: connect");
        return -1;
    }
    return s;
}

int main(int argc, char *argv[]) {
    if (argc != 4) {
        fprintf(stderr, "usage: PDC <server> <port> <command>\n");
        return 2;
    }
    const char *server = argv[1], *port = argv[2], *command = argv[3];
    int is_text = strcmp(command, "CMD_floodme") == 0;
    int s = open_connection(server, port);
    if (s < 0)
        return 1;
    send(s, command, strlen(command), 0);

    char data[4096];
    ssize_t size;
    while ((size = recv(s, data, sizeof data - 1, 0)) > 0) {
        data[size] = '\0';
        printf(is_text ? "%s" : "%s\n", data);
        fflush(stdout);
    }
    close(s);
    return 0;
}
