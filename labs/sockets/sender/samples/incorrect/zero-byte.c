// Sends the zero byte that ends a string in C.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int count, char **arguments) {
  if (count != 4) return 2;
  int sender = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in group = { .sin_family = AF_INET, .sin_port = htons(atoi(arguments[2])) };
  group.sin_addr.s_addr = inet_addr(arguments[1]);
  char line[1000], message[1010];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    snprintf(message, sizeof message, "%.6s%s", arguments[3], line);
    sendto(sender, message, strlen(message) + 1, 0, (struct sockaddr *)&group, sizeof group);
  }
  return 0;
}
