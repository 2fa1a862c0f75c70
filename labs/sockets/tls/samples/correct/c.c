/* A TLS server with OpenSSL, which is given the descriptor of each connection. */
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void serve(SSL *ssl) {
    char command[64];
    int length = SSL_read(ssl, command, sizeof command);
    if (length != 11 || memcmp(command, "CMD_short:0", 11) != 0) return;
    for (int number = 0; number < 25; number++) {
        char message[40];
        int size = snprintf(message, sizeof message, "This is PMU data %d\n", number);
        if (SSL_write(ssl, message, size) <= 0) return;
    }
    SSL_shutdown(ssl);
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: secure_pmu <port> <certificate> <key>\n"), 2;
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_file(context, argv[2], SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        return 1;
    }
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 5) != 0)
        return perror("secure_pmu"), 1;
    for (;;) {
        int connection = accept(server, NULL, NULL);
        if (connection < 0) continue;
        SSL *ssl = SSL_new(context);
        SSL_set_fd(ssl, connection);
        if (SSL_accept(ssl) == 1) serve(ssl);
        else ERR_print_errors_fp(stderr);
        SSL_free(ssl);
        close(connection);
    }
}
