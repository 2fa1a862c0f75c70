// Does not flush: Ctrl-C ends it, and everything that it had printed is lost.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int receiver = socket(AF_INET, SOCK_DGRAM, 0);
  int yes = 1;
  setsockopt(receiver, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct ip_mreq membership = { .imr_multiaddr.s_addr = inet_addr(arguments[1]) };
  if (setsockopt(receiver, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) < 0) {
    perror("setsockopt");
    return 1;
  }
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(arguments[2])) };
  address.sin_addr.s_addr = INADDR_ANY;
  if (bind(receiver, (struct sockaddr *)&address, sizeof address) < 0) {
    perror("bind");
    return 1;
  }
  char message[65536];
  for (;;) {
    ssize_t length = recv(receiver, message, sizeof message, 0);
    if (length < 6) continue;
    printf("%.*s\n", (int)length - 6, message + 6);
  }
}
