// Incorrect (crashed): looks for the number in each chunk for a debug line, and crashes when the chunk has no "data " in it.
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
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

static void show_messages(const char *data, ssize_t size) {
    static char previous;
    for (ssize_t i = 0; i < size; i++) {
        if (data[i] == 'T' && isdigit((unsigned char)previous))
            putchar('\n');
        putchar(data[i]);
        previous = data[i];
    }
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
        if (is_text) {
            fwrite(data, 1, (size_t)size, stdout);
            fflush(stdout);
            continue;
        }
        show_messages(data, size);
        fflush(stdout);
        char *number = strstr(data, "data ") + strlen("data ");
        fprintf(stderr, "message %d and more\n", atoi(number));
    }
    if (!is_text)
        putchar('\n');
    close(s);
    return 0;
}
