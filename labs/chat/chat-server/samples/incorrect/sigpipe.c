#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct pollfd fds[50];
static FILE *streams[50];
static int count = 1;

/* A client that has left stays in the table, and is written to: the last one first. */
int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 8) != 0)
        return 1;
    fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
    for (;;) {
        poll(fds, count, -1);
        for (int i = 1; i < count; i++) {
            if (fds[i].revents == 0)
                continue;
            char *line = NULL;
            size_t size = 0;
            ssize_t length = getline(&line, &size, streams[i]);
            if (length <= 1) {
                fds[i].fd = -1;
                shutdown(fileno(streams[i]), SHUT_WR);
                continue;
            }
            for (int other = count - 1; other > 0; other--)
                if (other != i)
                    write(fileno(streams[other]), line, length);
            free(line);
        }
        if (fds[0].revents != 0) {
            fds[count] = (struct pollfd){.fd = accept(listener, NULL, NULL), .events = POLLIN};
            streams[count] = fdopen(fds[count].fd, "r");
            count++;
        }
    }
}
