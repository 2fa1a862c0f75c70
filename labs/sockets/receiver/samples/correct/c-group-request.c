// Joins by MCAST_JOIN_GROUP (RFC 3678), which serves both IP families, and sets its output to be line-buffered.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int count, char **arguments) {
  if (count != 3) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  int receiver = socket(AF_INET, SOCK_DGRAM, 0);
  int yes = 1;
  setsockopt(receiver, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(arguments[2])) };
  struct sockaddr_in group = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(arguments[1]) };
  struct group_req request = { .gr_interface = 0 };
  memcpy(&request.gr_group, &group, sizeof group);
  if (bind(receiver, (struct sockaddr *)&address, sizeof address) < 0 ||
      setsockopt(receiver, IPPROTO_IP, MCAST_JOIN_GROUP, &request, sizeof request) < 0) {
    perror(arguments[0]);
    return 1;
  }
  char message[65536];
  ssize_t length;
  while ((length = recv(receiver, message, sizeof message, 0)) >= 0)
    if (length >= 6) printf("%.6s> %.*s\n", message, (int)length - 6, message + 6);
  return 1;
}
