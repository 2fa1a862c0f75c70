/* Sends the whole buffer of each message, with the zero bytes behind the text. */
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_file(context, argv[2], SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    int server = socket(AF_INET, SOCK_STREAM, 0);
    bind(server, (struct sockaddr *)&address, sizeof address);
    listen(server, 5);
    for (;;) {
        int connection = accept(server, NULL, NULL);
        SSL *ssl = SSL_new(context);
        SSL_set_fd(ssl, connection);
        char command[64];
        if (SSL_accept(ssl) == 1 && SSL_read(ssl, command, sizeof command) > 0) {
            for (int number = 0; number < 5; number++) {
                char message[32] = {0};
                snprintf(message, sizeof message, "This is PMU data %d", number);
                SSL_write(ssl, message, sizeof message);
            }
            SSL_shutdown(ssl);
        }
        SSL_free(ssl);
        close(connection);
    }
}
