/* Adds up numbers, one on each line, until the client has no more; then it sends the sum. sum-server PORT */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
  if (bind(listener, (struct sockaddr *)&own, sizeof own) < 0 || listen(listener, 5) < 0) {
    perror("sum-server");
    return 1;
  }
  int connection = accept(listener, NULL, NULL);
  FILE *from_client = fdopen(connection, "r");
  long sum = 0;
  long number;
  /* fscanf() returns EOF when recv() has returned 0: the client has half-closed, but it can still receive. */
  while (fscanf(from_client, "%ld", &number) == 1) sum += number;
  dprintf(connection, "sum %ld\n", sum);
  fclose(from_client);
  return 0;
}
