#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 1) != 0) {
        perror("echo_server");
        return 1;
    }
    for (;;) {
        int client = accept(listener, NULL, NULL);
        char piece[8];
        ssize_t length;
        while ((length = recv(client, piece, sizeof piece, 0)) > 0) {
            printf("%.*s\n", (int)length, piece);
            fflush(stdout);
            for (ssize_t sent = 0; sent < length;)
                sent += send(client, piece + sent, length - sent, 0);
        }
        puts("no more data");
        fflush(stdout);
        close(client);
    }
}
