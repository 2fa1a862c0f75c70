#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))}, sender;
    if (sock < 0 || bind(sock, (struct sockaddr *)&own, sizeof own) != 0) {
        perror("upper_server");
        return 1;
    }
    for (;;) {
        static unsigned char bytes[65536];
        socklen_t size = sizeof sender;
        ssize_t length = recvfrom(sock, bytes, sizeof bytes, 0, (struct sockaddr *)&sender, &size);
        if (length < 0)
            continue;
        for (ssize_t i = 0; i < length; i++)
            if (bytes[i] >= 'a' && bytes[i] <= 'z')
                bytes[i] -= 'a' - 'A';
        sendto(sock, bytes, length, 0, (struct sockaddr *)&sender, size);
    }
}
