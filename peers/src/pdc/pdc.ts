/**
 * The PDC over TCP: it sends a command, shows every message on a line of its own, and ends when the server does.
 *
 *     connect()                          accept()
 *     send("CMD_short:0")      ----->    recv()
 *     recv(), again and again  <-----    send("This is PMU data 0"), send("This is PMU data 1"), …
 *     recv() gives 0 bytes     <-----    shutdown()
 *     close()                  ----->    recv() gives 0 bytes
 *
 * The other half of this conversation is in ../pmu/pmu.ts.
 */
import type { ClientHooks } from '../client.ts';
import { readOptions } from '../common/option.ts';
import { withConnection } from '../transport/tcp-client.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { MessageSplitter } from './messages.ts';
import { type PdcOptions, pdcOptionTable } from './pdc-options.ts';

/**
 * Runs a PDC to its end. Throws PeerOptionError, and PeerClientError where the server cannot be reached or resets the
 * connection.
 */
export async function runPdc(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = readOptions<PdcOptions>('pdc', pdcOptionTable, record);
  await withConnection({ name: 'pdc', ...options }, hooks, (connection) =>
    askAndShow(connection, options.command, hooks),
  );
}

/** Sends the command and shows what comes until the end of the stream; the same over TCP and over TLS. */
export async function askAndShow(
  connection: TcpConnection,
  command: string,
  hooks: ClientHooks,
): Promise<void> {
  await connection.send(Buffer.from(command));
  if (command.startsWith('CMD_short')) await showMessages(connection, hooks);
  else await showBytes(connection, hooks);
  // The server has said everything. Our FIN tells it that we have, too.
  await connection.close();
}

/** One line for each message, as soon as it is complete. */
async function showMessages(connection: TcpConnection, hooks: ClientHooks): Promise<void> {
  const messages = new MessageSplitter();
  const print = (complete: readonly Buffer[]): void => complete.forEach((message) => hooks.print(message));
  try {
    for (;;) {
      const bytes = await connection.receive();
      if (typeof bytes === 'string') return;
      print(messages.push(bytes));
    }
  } finally {
    // At the FIN, what is left is the last message. After a reset it may be half of one, and is shown too: it did arrive.
    print(messages.end());
  }
}

/** A long text has its own line ends, and so much of it that it goes on to standard output piece by piece. */
async function showBytes(connection: TcpConnection, hooks: ClientHooks): Promise<void> {
  for (;;) {
    const bytes = await connection.receive();
    if (typeof bytes === 'string') return;
    await hooks.write(bytes);
  }
}
