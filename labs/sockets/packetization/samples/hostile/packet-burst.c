// case: 48
// does: sends 60,000 datagrams of 1,400 bytes to the server without a pause, so that the capture may lose some.
// expect: finished
// or: limit:wall
#define _POSIX_C_SOURCE 200809L
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char *argv[]) {
    const char *server = argc > 2 ? argv[1] : "127.0.0.1", *port = argc > 2 ? argv[2] : "5003";
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *address;
    if (getaddrinfo(server, port, &hints, &address) != 0)
        return 1;
    int s = socket(AF_INET, SOCK_DGRAM, 0), sent = 0;
    char datagram[1400];
    memset(datagram, 'b', sizeof datagram);
    for (int i = 0; i < 60000; i++)
        sent += sendto(s, datagram, sizeof datagram, 0, address->ai_addr, address->ai_addrlen) > 0;
    printf("%d datagrams sent\n", sent);
    return 0;
}
