/* A client by hand: RFC 6455 on a TCP socket, read through stdio. */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int to_server;

static void send_frame(int opcode, const unsigned char *payload, size_t length)
{
    unsigned char frame[140] = {0x80 | opcode, 0x80 | length, 0x12, 0x34, 0x56, 0x78};
    for (size_t i = 0; i < length; i++)
        frame[6 + i] = payload[i] ^ frame[2 + i % 4];
    write(to_server, frame, 6 + length);
}

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    if (argc < 4 || getaddrinfo(argv[1], argv[2], &hints, &found) != 0)
        return 2;
    to_server = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(to_server, found->ai_addr, found->ai_addrlen) != 0)
        return 1;
    dprintf(to_server,
            "GET / HTTP/1.1\r\nHost: %s:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            argv[1], argv[2]);
    FILE *in = fdopen(to_server, "r");
    char line[1024];
    while (fgets(line, sizeof line, in) != NULL && strcmp(line, "\r\n") != 0)
        ;
    send_frame(1, (unsigned char *)argv[3], strlen(argv[3]));
    for (;;) {
        int first = getc(in), second = getc(in);
        if (second == EOF)
            return 1;
        size_t length = second & 0x7f, digits = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (digits > 0)
            length = 0;
        for (size_t i = 0; i < digits; i++)
            length = length << 8 | getc(in);
        unsigned char *payload = malloc(length + 1);
        if (fread(payload, 1, length, in) != length)
            return 1;
        int opcode = first & 0x0f;
        if (opcode == 8) {
            send_frame(8, payload, length < 125 ? length : 0);
            return 0;
        } else if (opcode == 9) {
            send_frame(10, payload, length);
        } else {
            fwrite(payload, 1, length, stdout);
            if (first & 0x80)
                putchar('\n');
            fflush(stdout);
        }
        free(payload);
    }
}
