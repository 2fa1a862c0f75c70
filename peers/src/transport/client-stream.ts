/** A client's connection as a stream of Node, for a library that speaks the protocol. */
import { Duplex, Readable, Writable } from 'node:stream';
import type { ClientConnection } from './client-connection.ts';

/** The stream: what is written is sent, what is read is received, both in the client's manner. */
export function streamOf(connection: ClientConnection): Duplex {
  const stream = Duplex.from({
    readable: Readable.from(receivedOn(connection), { objectMode: false }),
    writable: new Writable({
      write: (bytes: Buffer, _encoding, done) => {
        connection.send(bytes).then(() => done(), done);
      },
    }),
  });
  // The library has listeners of its own, but not for the whole life of the stream.
  stream.on('error', () => {});
  return stream;
}

/** What arrives, until the server's FIN. */
async function* receivedOn(connection: ClientConnection): AsyncGenerator<Buffer> {
  for (;;) {
    const bytes = await connection.receive();
    if (typeof bytes === 'string') return;
    yield bytes;
  }
}
