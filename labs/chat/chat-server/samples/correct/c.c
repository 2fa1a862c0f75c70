#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CLIENTS = 50, MAX_LINE = 65536 };

static struct pollfd fds[1 + MAX_CLIENTS];
static char *texts[1 + MAX_CLIENTS];
static size_t lengths[1 + MAX_CLIENTS];
static int count = 1;

static void drop(int i)
{
    close(fds[i].fd);
    free(texts[i]);
    count--;
    fds[i] = fds[count];
    texts[i] = texts[count];
    lengths[i] = lengths[count];
}

static void say(int from, const char *line, size_t length)
{
    for (int i = 1; i < count; i++)
        for (size_t sent = 0; i != from && sent < length;) {
            ssize_t more = send(fds[i].fd, line + sent, length - sent, MSG_NOSIGNAL);
            if (more < 0)
                break;
            sent += more;
        }
}

/* Returns whether the client stays. */
static int take(int i)
{
    ssize_t length = recv(fds[i].fd, texts[i] + lengths[i], MAX_LINE - lengths[i], 0);
    if (length <= 0)
        return 0;
    lengths[i] += length;
    char *end;
    while ((end = memchr(texts[i], '\n', lengths[i])) != NULL) {
        size_t line = end - texts[i] + 1;
        if (line == 1)
            return 0;
        say(i, texts[i], line);
        lengths[i] -= line;
        memmove(texts[i], end + 1, lengths[i]);
    }
    return lengths[i] < MAX_LINE;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 8) != 0) {
        perror("chat_server");
        return 1;
    }
    fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
    for (;;) {
        poll(fds, count, -1);
        for (int i = count - 1; i > 0; i--)
            if (fds[i].revents != 0 && !take(i))
                drop(i);
        if (fds[0].revents != 0 && count <= MAX_CLIENTS) {
            fds[count] = (struct pollfd){.fd = accept(listener, NULL, NULL), .events = POLLIN};
            texts[count] = malloc(MAX_LINE);
            lengths[count++] = 0;
        }
    }
}
