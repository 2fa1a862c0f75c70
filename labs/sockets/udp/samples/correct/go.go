// Correct: a goroutine for each family sends and receives; the first acknowledgment ends the program.
package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

func ask(network, place string, answers chan<- string) {
	connection, err := net.Dial(network, place)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	buffer := make([]byte, 128)
	for {
		until := time.Now().Add(time.Second)
		if _, err := connection.Write([]byte("RESET:20")); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		connection.SetReadDeadline(until)
		for time.Now().Before(until) {
			n, err := connection.Read(buffer)
			if err == nil && strings.HasPrefix(string(buffer[:n]), "OFFSET") {
				answers <- string(buffer[:n])
				return
			}
		}
	}
}

func main() {
	answers := make(chan string)
	place := net.JoinHostPort(os.Args[1], os.Args[2])
	go ask("udp4", place, answers)
	go ask("udp6", place, answers)
	fmt.Println("acknowledged:", <-answers)
}
