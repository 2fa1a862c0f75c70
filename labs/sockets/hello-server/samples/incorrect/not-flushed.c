#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    int receiver = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(receiver, (struct sockaddr *)&own, sizeof own) != 0)
        return 1;
    for (;;) {
        char text[2048];
        struct sockaddr_in sender;
        socklen_t size = sizeof sender;
        ssize_t length = recvfrom(receiver, text, sizeof text, 0, (struct sockaddr *)&sender, &size);
        printf("%s: %.*s\n", inet_ntoa(sender.sin_addr), (int)length, text);
    }
}
