/* Incorrect (wrong-request): sends the zero byte that ends a string in C. */
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM}, *found, *places[2];
  struct pollfd polls[2];
  static const char request[] = "RESET:20";
  int count = 0;
  if (argc != 3 || getaddrinfo(argv[1], argv[2], &hints, &found) != 0) return 2;
  for (struct addrinfo *one = found; one != NULL && count < 2; one = one->ai_next) {
    places[count] = one;
    polls[count].fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
    polls[count++].events = POLLIN;
  }
  for (;;) {
    for (int i = 0; i < count; i++)
      sendto(polls[i].fd, request, sizeof request, 0, places[i]->ai_addr, places[i]->ai_addrlen);
    if (poll(polls, count, 1000) <= 0) continue;
    for (int i = 0; i < count; i++) {
      char answer[100];
      if (polls[i].revents == 0) continue;
      ssize_t length = recv(polls[i].fd, answer, sizeof answer, 0);
      printf("%.*s\n", (int)length, answer);
      return 0;
    }
  }
}
