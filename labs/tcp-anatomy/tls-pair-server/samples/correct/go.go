// A TLS server in Go, which serves each client in a goroutine.
package main

import (
	"crypto/tls"
	"fmt"
	"log"
)

func main() {
	pair, err := tls.LoadX509KeyPair("server.pem", "server.key")
	if err != nil {
		log.Fatal(err)
	}
	listener, err := tls.Listen("tcp", "localhost:8443", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer connection.Close()
			if _, err := fmt.Fprintln(connection, "hello"); err != nil {
				log.Print(err)
			}
		}()
	}
}
