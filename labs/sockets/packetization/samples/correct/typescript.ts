// Correct: shows a message when the next one begins, or its line so far when nothing arrives for a moment.
import net from 'node:net';

const MARK = 'This is PMU data ';
const MESSAGE = /^This is PMU data [0-9]+/;
const QUIET = 50; // milliseconds

/** Splits the stream into messages; it cannot take back what it shows, so it ends a line only when the message is complete. */
class MessagePrinter {
  private current = ''; // all of the message that is being received
  private shown = 0; // how much of it is on the screen
  private timer: NodeJS.Timeout | undefined;

  receive(chunk: Buffer): void {
    clearTimeout(this.timer);
    this.current += chunk.toString('latin1'); // one character for each byte, wherever the chunk ends
    let end: number;
    while ((end = this.current.indexOf(MARK, 1)) > 0) {
      this.showTo(end);
      this.show('\n');
      this.current = this.current.slice(end);
      this.shown = 0;
    }
    // When nothing arrives, show the message but do not end the line: more digits may follow.
    this.timer = setTimeout(() => this.showTo(MESSAGE.exec(this.current)?.[0].length ?? 0), QUIET);
  }

  end(): void {
    clearTimeout(this.timer);
    this.showTo(this.current.length);
    this.show('\n');
  }

  private showTo(end: number): void {
    this.show(this.current.slice(this.shown, end));
    this.shown = Math.max(this.shown, end);
  }

  private show(text: string): void {
    process.stdout.write(Buffer.from(text, 'latin1'));
  }
}

/** Passes a text on unchanged. */
const textPrinter = {
  receive: (chunk: Buffer): void => void process.stdout.write(chunk),
  end: (): void => {},
};

function run(server: string, port: number, command: string): void {
  const printer = command === 'CMD_floodme' ? textPrinter : new MessagePrinter();
  const socket = net.connect({ host: server, port, family: 4 });
  socket.on('connect', () => socket.write(command));
  socket.on('data', (chunk: Buffer) => printer.receive(chunk));
  socket.on('end', () => printer.end());
  socket.on('error', (error: Error) => {
    console.error(`PDC: ${server} port ${port}: ${error.message}`);
    process.exitCode = 1;
  });
}

const [server, port, command, ...more] = process.argv.slice(2);
if (server === undefined || port === undefined || command === undefined || more.length > 0) {
  console.error('usage: PDC <server> <port> <command>');
  process.exitCode = 2;
} else {
  run(server, Number(port), command);
}
