// The PDC: connects, sends the command, and shows the answer until the server closes.
#define _POSIX_C_SOURCE 200809L
#include "printer.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fail(const char *what) {
    perror(what);
    return 1;
}

int main(int argc, char *argv[]) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s <server> <port> <command>\n", argv[0]);
        return 2;
    }
    const char *server = argv[1], *port = argv[2], *command = argv[3];

    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *address;
    int problem = getaddrinfo(server, port, &hints, &address);
    if (problem != 0) {
        fprintf(stderr, "PDC: %s port %s: %s\n", server, port, gai_strerror(problem));
        return 1;
    }
    int s = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (s < 0)
        return fail("PDC: socket");
    if (connect(s, address->ai_addr, address->ai_addrlen) < 0)
        return fail("PDC: connect");
    freeaddrinfo(address);

    if (send(s, command, strlen(command), 0) < 0)
        return fail("PDC: send");

    int is_text = strcmp(command, "CMD_floodme") == 0;
    char data[16384];
    ssize_t size;
    while ((size = read(s, data, sizeof data)) > 0) {
        if (!is_text) {
            printer_receive(data, (size_t)size);
        } else {
            fwrite(data, 1, (size_t)size, stdout);
            fflush(stdout);
        }
    }
    if (size < 0)
        return fail("PDC: read");
    if (!is_text)
        printer_end();
    close(s);
    return 0;
}
