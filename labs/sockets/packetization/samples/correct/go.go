// Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

// lineWriter puts a newline between messages, wherever the chunks were split.
type lineWriter struct {
	out      io.Writer
	previous byte
}

func (w *lineWriter) Write(chunk []byte) (int, error) {
	var lines []byte
	for _, b := range chunk {
		if b == 'T' && w.previous >= '0' && w.previous <= '9' {
			lines = append(lines, '\n')
		}
		lines = append(lines, b)
		w.previous = b
	}
	if _, err := w.out.Write(lines); err != nil {
		return 0, err
	}
	return len(chunk), nil
}

func run(server, port, command string) error {
	conn, err := net.Dial("tcp4", net.JoinHostPort(server, port))
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, command); err != nil {
		return err
	}
	if command == "CMD_floodme" {
		_, err = io.Copy(os.Stdout, conn)
		return err
	}
	if _, err = io.Copy(&lineWriter{out: os.Stdout}, conn); err != nil {
		return err
	}
	fmt.Println()
	return nil
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: PDC <server> <port> <command>")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "PDC:", err)
		os.Exit(1)
	}
}
