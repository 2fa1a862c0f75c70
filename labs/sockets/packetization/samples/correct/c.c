// Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int open_connection(const char *server, const char *port) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *list;
    int problem = getaddrinfo(server, port, &hints, &list);
    if (problem != 0) {
        fprintf(stderr, "PDC: %s port %s: %s\n", server, port, gai_strerror(problem));
        return -1;
    }
    int s = -1;
    for (struct addrinfo *a = list; a != NULL && s < 0; a = a->ai_next) {
        s = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (s >= 0 && connect(s, a->ai_addr, a->ai_addrlen) < 0) {
            perror("PDC: connect");
            close(s);
            s = -1;
        }
    }
    freeaddrinfo(list);
    return s;
}

static void show_messages(const char *data, ssize_t size) {
    static unsigned char previous; // kept from one call to the next
    for (ssize_t i = 0; i < size; i++) {
        if (data[i] == 'T' && isdigit(previous))
            putchar('\n');
        putchar(data[i]);
        previous = (unsigned char)data[i];
    }
}

int main(int argc, char *argv[]) {
    if (argc != 4) {
        fprintf(stderr, "usage: PDC <server> <port> <command>\n");
        return 2;
    }
    const char *command = argv[3];
    int is_text = strcmp(command, "CMD_floodme") == 0;

    int s = open_connection(argv[1], argv[2]);
    if (s < 0)
        return 1;
    if (send(s, command, strlen(command), 0) != (ssize_t)strlen(command)) {
        perror("PDC: send");
        return 1;
    }

    char data[4096];
    ssize_t size;
    while ((size = recv(s, data, sizeof data, 0)) > 0) {
        if (is_text)
            fwrite(data, 1, (size_t)size, stdout);
        else
            show_messages(data, size);
        fflush(stdout);
    }
    if (size < 0) {
        perror("PDC: recv");
        return 1;
    }
    if (!is_text)
        putchar('\n');
    close(s);
    return 0;
}
