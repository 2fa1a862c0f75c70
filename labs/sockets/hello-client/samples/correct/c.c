#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    const char *text = "Hello, Romeo! ";
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *server;
    if (argc < 3 || getaddrinfo(argv[1], argv[2], &hints, &server) != 0)
        return 2;
    int sender = socket(AF_INET, SOCK_DGRAM, 0);
    return sendto(sender, text, strlen(text), 0, server->ai_addr, server->ai_addrlen) < 0;
}
