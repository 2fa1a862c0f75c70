// Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::process::ExitCode;

fn with_line_ends(chunk: &[u8], previous: &mut u8) -> Vec<u8> {
    let mut lines = Vec::with_capacity(chunk.len() + 16);
    for &byte in chunk {
        if byte == b'T' && previous.is_ascii_digit() {
            lines.push(b'\n');
        }
        lines.push(byte);
        *previous = byte;
    }
    lines
}

fn run(server: &str, port: &str, command: &str) -> io::Result<()> {
    let port: u16 = port
        .parse()
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "not a port number"))?;
    let addresses: Vec<SocketAddr> = (server, port)
        .to_socket_addrs()?
        .filter(SocketAddr::is_ipv4)
        .collect();
    let mut stream = TcpStream::connect(&addresses[..])?;
    stream.write_all(command.as_bytes())?;

    let is_text = command == "CMD_floodme";
    let mut out = io::stdout().lock();
    let mut buffer = [0; 4096];
    let mut previous = 0;
    loop {
        let size = match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(size) => size,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if is_text {
            out.write_all(&buffer[..size])?;
        } else {
            out.write_all(&with_line_ends(&buffer[..size], &mut previous))?;
        }
        out.flush()?;
    }
    if !is_text {
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    if args.len() != 4 {
        eprintln!("usage: PDC <server> <port> <command>");
        return ExitCode::from(2);
    }
    match run(&args[1], &args[2], &args[3]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("PDC: {} port {}: {}", args[1], args[2], error);
            ExitCode::FAILURE
        }
    }
}
