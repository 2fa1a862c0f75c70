/* Correct: AF_UNSPEC, connected sockets, poll() with the rest of the second. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_SOCKETS 8
static const char request[] = "RESET:20";

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(int argc, char **argv) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM}, *found;
  struct pollfd polls[MAX_SOCKETS];
  int count = 0;
  if (argc != 3) {
    fprintf(stderr, "usage: PDC <server> <port>\n");
    return 2;
  }
  int error = getaddrinfo(argv[1], argv[2], &hints, &found);
  if (error != 0) {
    fprintf(stderr, "%s: %s\n", argv[1], gai_strerror(error));
    return 1;
  }
  for (struct addrinfo *one = found; one != NULL && count < MAX_SOCKETS; one = one->ai_next) {
    int fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
    if (fd < 0 || connect(fd, one->ai_addr, one->ai_addrlen) < 0) {
      perror("socket");
      if (fd >= 0) close(fd);
      continue;
    }
    polls[count].fd = fd;
    polls[count++].events = POLLIN;
  }
  for (;;) {
    /* A send() may report the refusal of an earlier request; the next round tries again. */
    for (int i = 0; i < count; i++)
      if (send(polls[i].fd, request, strlen(request), 0) < 0) perror("send");
    long until = now() + 1000, left;
    while ((left = until - now()) > 0) {
      if (poll(polls, count, (int)left) <= 0) continue;
      for (int i = 0; i < count; i++) {
        char answer[256];
        if (polls[i].revents == 0) continue;
        ssize_t length = recv(polls[i].fd, answer, sizeof answer - 1, 0);
        if (length < 0) {
          if (errno != ECONNREFUSED) perror("recv");
          continue;
        }
        answer[length] = 0;
        if (strncmp(answer, "OFFSET", 6) != 0) continue;
        printf("%s\n", answer);
        return 0;
      }
    }
  }
}
