/* A TLS client with OpenSSL, which checks the chain and the name. */
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int connected(void) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo("localhost", "8443", &hints, &found) != 0) return -1;
    for (struct addrinfo *each = found; each != NULL; each = each->ai_next) {
        int plain = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (connect(plain, each->ai_addr, each->ai_addrlen) == 0) return plain;
        close(plain);
    }
    return -1;
}

int main(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_locations(context, "server.pem", NULL) != 1) return ERR_print_errors_fp(stderr), 1;
    int plain = connected();
    if (plain < 0) return perror("tls_client"), 1;
    SSL *secure = SSL_new(context);
    SSL_set1_host(secure, "localhost");
    SSL_set_tlsext_host_name(secure, "localhost");
    SSL_set_fd(secure, plain);
    if (SSL_connect(secure) != 1) return ERR_print_errors_fp(stderr), 1;
    printf("%s\n", SSL_get_version(secure));
    SSL_shutdown(secure);
    SSL_free(secure);
    close(plain);
}
