#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connection;

static void *receive(void *unused)
{
    char piece[256];
    ssize_t length;
    while ((length = recv(connection, piece, sizeof piece, 0)) > 0) {
        fwrite(piece, 1, length, stdout);
        fflush(stdout);
    }
    exit(0);
    return unused;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(argv[1], argv[2], &hints, &found) != 0)
        return 1;
    connection = socket(found->ai_family, found->ai_socktype, 0);
    if (connect(connection, found->ai_addr, found->ai_addrlen) != 0) {
        perror("chat_client");
        return 1;
    }
    pthread_t thread;
    pthread_create(&thread, NULL, receive, NULL);
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 1)
        for (ssize_t sent = 0; sent < length;)
            sent += send(connection, line + sent, length - sent, 0);
    close(connection);
    return 0;
}
