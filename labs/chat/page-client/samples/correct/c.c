/* HTTP/1.1: it counts the bytes of the body, up to Content-Length. */
#define _GNU_SOURCE
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    for (struct addrinfo *one = found; one != NULL; one = one->ai_next) {
        int connection = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        if (connect(connection, one->ai_addr, one->ai_addrlen) == 0)
            return connection;
        close(connection);
    }
    return -1;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    int connection = connect_to(argv[1], argv[2]);
    if (connection < 0)
        return 1;
    dprintf(connection, "GET %s HTTP/1.1\r\nHost: %s:%s\r\n\r\n", argv[3], argv[1], argv[2]);

    char head[8193];
    size_t length = 0;
    char *end = NULL;
    while (end == NULL && length < sizeof head - 1) {
        ssize_t more = recv(connection, head + length, sizeof head - 1 - length, 0);
        if (more <= 0)
            return 1;
        length += more;
        head[length] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    char *field = strcasestr(head, "\r\ncontent-length:");
    if (end == NULL || field == NULL)
        return 1;
    long left = strtol(field + strlen("\r\ncontent-length:"), NULL, 10);

    size_t first = head + length - (end + 4);
    fwrite(end + 4, 1, first, stdout);
    left -= first;
    while (left > 0) {
        char piece[4096];
        ssize_t more = recv(connection, piece, sizeof piece, 0);
        if (more <= 0)
            return 1;
        fwrite(piece, 1, more, stdout);
        left -= more;
    }
    close(connection);
    return 0;
}
