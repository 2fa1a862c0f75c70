// A TLS client in Go, which writes the version as TLS 1.3.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"os"
)

func main() {
	pem, err := os.ReadFile("server.pem")
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	connection, err := tls.Dial("tcp", "localhost:8443", &tls.Config{RootCAs: roots})
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	names := map[uint16]string{tls.VersionTLS12: "TLS 1.2", tls.VersionTLS13: "TLS 1.3"}
	fmt.Println(names[connection.ConnectionState().Version])
}
