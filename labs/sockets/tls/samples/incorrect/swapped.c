/* Gives the key where the certificate belongs, and the certificate where the key belongs. */
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_file(context, argv[3], SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, argv[2], SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        return 1;
    }
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
            SSL_write(ssl, "This is PMU data 0", 18);
            SSL_shutdown(ssl);
        }
        SSL_free(ssl);
        close(connection);
    }
}
