/* A TLS client with OpenSSL, which checks the chain and not the name. It ends a line where the next message begins. */
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connected(const char *server, const char *port) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(server, port, &hints, &found) != 0) return -1;
    for (struct addrinfo *each = found; each != NULL; each = each->ai_next) {
        int plain = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (connect(plain, each->ai_addr, each->ai_addrlen) == 0) return plain;
        close(plain);
    }
    return -1;
}

int main(int argc, char **argv) {
    if (argc != 5) return fprintf(stderr, "usage: secure_pdc <server> <port> <ca> <command>\n"), 2;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_locations(context, argv[3], NULL) != 1) return ERR_print_errors_fp(stderr), 1;
    int plain = connected(argv[1], argv[2]);
    if (plain < 0) return perror("secure_pdc"), 1;
    SSL *secure = SSL_new(context);
    SSL_set_fd(secure, plain);
    if (SSL_connect(secure) != 1) return ERR_print_errors_fp(stderr), 1;
    if (SSL_write(secure, argv[4], strlen(argv[4])) <= 0) return ERR_print_errors_fp(stderr), 1;
    char bytes[18];
    int length, isFirst = 1;
    while ((length = SSL_read(secure, bytes, sizeof bytes)) > 0) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 'T' && !isFirst) putchar('\n');
            putchar(bytes[i]);
            isFirst = 0;
        }
    }
    putchar('\n');
    SSL_shutdown(secure);
    SSL_free(secure);
    SSL_CTX_free(context);
    close(plain);
}
