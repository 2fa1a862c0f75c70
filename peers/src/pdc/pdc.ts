/**
 * The PDC over TCP: it sends a command, prints each message on its own line, and ends when the server does.
 *
 *     connect()                          accept()
 *     send("CMD_short:0")      ----->    recv()
 *     recv(), again and again  <-----    send("This is PMU data 0"), send("This is PMU data 1"), …
 *     recv() returns 0 bytes   <-----    shutdown()
 *     close()                  ----->    recv() returns 0 bytes
 *
 * The other side of this conversation is in ../pmu/pmu.ts.
 */
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { withConnection } from '../transport/tcp-client.ts';
import type { ClientConnection } from '../transport/client-connection.ts';
import { MessageLines } from './messages.ts';
import { pdcOptions } from './pdc-options.ts';

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached, or the connection breaks.
 */
export async function runPdc(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = pdcOptions.read(record);
  await withConnection({ name: 'pdc', ...options }, hooks, (connection) =>
    sendCommand(connection, options.command, hooks),
  );
}

/** Sends the command, and prints what comes until the end of the stream; the same over TCP and over TLS. */
export async function sendCommand(
  connection: ClientConnection,
  command: string,
  hooks: ClientHooks,
): Promise<void> {
  await connection.send(Buffer.from(command));
  if (command.startsWith('CMD_short')) await printMessages(connection, hooks);
  else await printBytes(connection, hooks);
  // The server has no more to say. Our FIN says the same of us.
  if (connection.received > 0) return connection.close();
  await connection.close('the server closed without an answer');
  throw new PeerClientError({
    code: 'PEER_CLIENT_NO_ANSWER',
    message: 'pdc: the server closed the connection without an answer.',
    observed: 'no byte after the command',
    expected: 'at least one message',
    hint: 'What a server sends just before close() is lost if it has not read what the client sent: then its system resets the connection. The server should read the command first.',
  });
}

/** Prints one line for each message, and each byte as soon as it has come. */
async function printMessages(connection: ClientConnection, hooks: ClientHooks): Promise<void> {
  const lines = new MessageLines();
  const write = async (bytes: Buffer): Promise<void> => {
    if (bytes.length > 0) await hooks.write(bytes);
  };
  try {
    for (;;) {
      const bytes = await connection.receive();
      if (typeof bytes === 'string') return;
      await write(lines.push(bytes));
    }
  } finally {
    // At the FIN, what is left is the last message. After a reset it may be a part of one; it did arrive, so it is printed.
    await write(lines.end());
  }
}

/** Prints a long text, which has newlines of its own, piece by piece. */
async function printBytes(connection: ClientConnection, hooks: ClientHooks): Promise<void> {
  for (;;) {
    const bytes = await connection.receive();
    if (typeof bytes === 'string') return;
    await hooks.write(bytes);
  }
}
