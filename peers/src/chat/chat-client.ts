/**
 * The chat client: what is typed goes out, what comes is shown, at the same time; an empty line ends it.
 *
 * close() at the empty line would be enough for a program that has nothing to hear any more. Here the connection is ended in
 * two steps, as in the picture in chat.ts: our FIN says that we have said all, and we listen until the other side has too.
 */
import type { ClientHooks } from '../client.ts';
import { linesOf } from '../common/lines.ts';
import { readOptions } from '../common/option.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { LINGER, type TcpConnection } from '../transport/tcp-connection.ts';
import { type ChatClientOptions, chatClientOptionTable } from './chat-options.ts';

/** Runs the client to its end. Throws PeerOptionError and PeerClientError. */
export async function runChat(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = readOptions<ChatClientOptions>('chat', chatClientOptionTable, record);
  await withConnection({ name: 'chat', ...options }, hooks, async (connection) => {
    const conversation = { isOver: false };
    // Whoever types may sit there for ever: when the other side has closed, nobody waits for the keyboard any more.
    const typing = speak(connection, conversation, hooks);
    await Promise.race([
      hear(connection, conversation, hooks),
      typing.then(() => new Promise<never>(() => {})),
    ]);
  });
}

/** Shows what comes until the other side has closed. */
async function hear(
  connection: TcpConnection,
  conversation: { readonly isOver: boolean },
  hooks: ClientHooks,
): Promise<void> {
  // A character of several bytes may be cut between two chunks: the decoder keeps its first half for the next one.
  const decoder = new TextDecoder();
  for (;;) {
    const bytes = await connection.receive(LINGER);
    // After our own FIN the other side has so much time for its own; before, silence means nothing.
    if (bytes === 'quiet' && conversation.isOver) return;
    if (bytes === 'quiet') continue;
    if (bytes === 'end') break;
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') hooks.print(text);
  }
  if (!conversation.isOver) {
    hooks.print('The other side has closed.');
    await connection.close();
  }
}

/** Sends each line that is typed, in one send(), until an empty one or the end of the input. */
async function speak(
  connection: TcpConnection,
  conversation: { isOver: boolean },
  hooks: ClientHooks,
): Promise<void> {
  for await (const line of linesOf(hooks.input)) {
    if (line.length === 0) break;
    await connection.send(Buffer.from(line));
  }
  hooks.print('Closing the connection.');
  conversation.isOver = true;
  await connection.shutdown();
}
