/**
 * The chat client: it sends what is typed and prints what comes, at the same time; an empty line ends it.
 *
 * A program that does not want to receive any more could call close() at the empty line. This one closes in two steps,
 * as in the picture in chat.ts: our FIN says that we have no more to say, and we receive until the other side has no
 * more to say either.
 */
import type { ClientHooks } from '../client.ts';
import { linesOf } from '../common/lines.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { FIN_TIMEOUT } from '../transport/tcp-connection.ts';
import type { ClientConnection } from '../transport/client-connection.ts';
import { asSent, chatClientOptions } from './chat-options.ts';

/** What the two tasks share. */
interface Conversation {
  /** Whether a newline ends each text, in both directions. */
  readonly newline: boolean;
  /** Whether we have sent our FIN. */
  isOver: boolean;
}

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached, or the connection breaks.
 */
export async function runChat(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = chatClientOptions.read(record);
  await withConnection({ name: 'chat', ...options }, hooks, async (connection) => {
    const conversation = { newline: options.newline, isOver: false };
    // The user may never press a key again: when the other side has closed, the client no longer waits for the keyboard.
    const typing = sendTypedLines(connection, conversation, hooks);
    await Promise.race([
      printTexts(connection, conversation, hooks),
      typing.then(() => new Promise<never>(() => {})),
    ]);
  });
}

/** Prints what comes until the other side has closed. */
async function printTexts(
  connection: ClientConnection,
  conversation: Readonly<Conversation>,
  hooks: ClientHooks,
): Promise<void> {
  // A character of several bytes may be split between two chunks: the decoder keeps its first part for the next one.
  const decoder = new TextDecoder();
  for (;;) {
    const bytes = await connection.receive(FIN_TIMEOUT);
    // After our own FIN the other side has this much time for its own. Before that, silence means nothing.
    if (bytes === 'timeout' && conversation.isOver) return;
    if (bytes === 'timeout') continue;
    if (bytes === 'end') break;
    if (conversation.newline) {
      // The newlines say where the lines end, wherever the chunks do.
      await hooks.write(bytes);
      continue;
    }
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') hooks.print(text);
  }
  if (!conversation.isOver) {
    hooks.print('The other side has closed.');
    await connection.close();
  }
}

/** Sends each line that is typed, in one send(), until an empty one or the end of the input. */
async function sendTypedLines(
  connection: ClientConnection,
  conversation: Conversation,
  hooks: ClientHooks,
): Promise<void> {
  for await (const line of linesOf(hooks.input)) {
    if (line.length === 0) break;
    await connection.send(asSent(line, conversation));
  }
  hooks.print('Closing the connection.');
  conversation.isOver = true;
  await connection.shutdown();
}
