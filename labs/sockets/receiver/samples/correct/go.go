// Joins by the standard library, which shares the port, and writes each datagram and a newline in one call.
package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	group, err := net.ResolveUDPAddr("udp4", os.Args[1]+":"+os.Args[2])
	if err == nil {
		var receiver *net.UDPConn
		receiver, err = net.ListenMulticastUDP("udp4", nil, group)
		message := make([]byte, 65536)
		for err == nil {
			var length int
			length, _, err = receiver.ReadFromUDP(message)
			if length >= 6 {
				os.Stdout.Write(append(message[6:length:length], '\n'))
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
