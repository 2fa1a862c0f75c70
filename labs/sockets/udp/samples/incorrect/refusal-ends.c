/* Incorrect (refusal-ends): every error of recv() ends it, the refusal of one family too. */
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM}, *found;
  struct pollfd polls[2];
  int count = 0;
  if (argc != 3 || getaddrinfo(argv[1], argv[2], &hints, &found) != 0) return 2;
  for (struct addrinfo *one = found; one != NULL && count < 2; one = one->ai_next) {
    polls[count].fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
    polls[count].events = POLLIN;
    connect(polls[count++].fd, one->ai_addr, one->ai_addrlen);
  }
  for (;;) {
    for (int i = 0; i < count; i++) send(polls[i].fd, "RESET:20", 8, 0);
    poll(polls, count, 1000);
    for (int i = 0; i < count; i++) {
      char answer[100];
      if (polls[i].revents == 0) continue;
      ssize_t length = recv(polls[i].fd, answer, sizeof answer, 0);
      if (length < 0) {
        perror("recv");
        return 1;
      }
      printf("%.*s\n", (int)length, answer);
      return 0;
    }
  }
}
