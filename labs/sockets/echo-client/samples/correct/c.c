#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    if (argc < 4 || getaddrinfo(argv[1], argv[2], &hints, &found) != 0)
        return 2;
    int connection = -1;
    for (struct addrinfo *one = found; one != NULL; one = one->ai_next) {
        connection = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        if (connect(connection, one->ai_addr, one->ai_addrlen) == 0)
            break;
        close(connection);
        connection = -1;
    }
    if (connection < 0)
        return 1;
    size_t left = strlen(argv[3]);
    send(connection, argv[3], left, 0);
    while (left > 0) {
        char piece[16];
        ssize_t length = recv(connection, piece, sizeof piece, 0);
        if (length <= 0)
            return 1;
        printf("%.*s\n", (int)length, piece);
        fflush(stdout);
        left -= length;
    }
    pause();
}
