/**
 * The chat: texts go in both directions at any time, with nothing between them, until one side closes.
 *
 * A conversation in which the server closes first, client on the left:
 *
 *     connect()                          accept()
 *     send("Hey...")           ----->    recv()               PSH, ACK
 *     recv() returns 0 bytes   <-----    shutdown()           FIN, ACK: the server has no more to say
 *                                                             ACK
 *     close()                  ----->    recv() returns 0     FIN, ACK: nor has the client
 *                                        close()              ACK
 *
 * Both ends have to receive while they send. A program with one thread cannot wait in recv() and at the keyboard at the same
 * time, so it needs a second thread that receives. Here one task receives and another one sends.
 *
 * Start with listenChat(), then read serve(), then receiveTexts() and sendTexts().
 */
import { linesOf } from '../common/lines.ts';
import type { Peer, PeerHooks } from '../peer.ts';
import { FIN_TIMEOUT } from '../transport/tcp-connection.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { listenTcp } from '../transport/tcp.ts';
import { asSent, chatOptions } from './chat-options.ts';
import type { ChatInput, ChatOptions } from './chat-options.ts';
import { Outbox } from './outbox.ts';

/** One client in the chat. */
interface Member {
  readonly connection: TcpConnection;
  readonly outbox: Outbox;
}

/** What all connections share. */
interface Chat {
  readonly options: ChatOptions;
  readonly members: Set<Member>;
}

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenChat(input: ChatInput, hooks: PeerHooks): Promise<Peer> {
  const options = chatOptions.read(input);
  const chat: Chat = { options, members: new Set() };
  const peer = await listenTcp({ name: 'chat', ...options }, hooks, (connection) => serve(chat, connection));
  if (hooks.input) void sendTypedLines(chat, hooks.input);
  return peer;
}

/** What is typed at the server goes to everyone. An empty line ends the conversation, and the server closes first. */
async function sendTypedLines({ members, options }: Chat, input: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const line of linesOf(input)) {
    if (line.length > 0) sendTo(members, asSent(line, options));
    else for (const { outbox } of members) outbox.end();
  }
}

/** SERVE. Receives and sends at the same time; the connection is over when both have ended. */
async function serve(chat: Chat, connection: TcpConnection): Promise<void> {
  const member = { connection, outbox: new Outbox() };
  chat.members.add(member);
  try {
    await Promise.all([receiveTexts(chat, member), sendTexts(member)]);
  } finally {
    chat.members.delete(member);
    member.outbox.end();
  }
}

/** Receives until the client's FIN. Each chunk counts as one text: without a delimiter, there is no better guess. */
async function receiveTexts({ options, members }: Chat, { connection, outbox }: Member): Promise<void> {
  const replies = options.says === '' ? [] : options.says.split('|');
  for (let count = 1; ; count++) {
    const bytes = await connection.receive(options.idleTimeout * 1000);
    if (bytes === 'timeout') {
      connection.log({ event: 'timeout', note: `silent for ${options.idleTimeout} s` });
    }
    // The client's FIN, or its silence: what waits is still sent, and then our FIN follows.
    if (typeof bytes === 'string') return outbox.end();
    if (options.relay) {
      const others = [...members].filter((member) => member.connection !== connection);
      sendTo(others, bytes);
    }
    const reply = replies[count - 1];
    if (reply !== undefined) outbox.add(asSent(reply, options));
    if (count === options.closesAfter) return closeFirst(connection, outbox);
  }
}

/** We close first: our FIN leaves after what still waits. Then the client's FIN is awaited for a limited time. */
async function closeFirst(connection: TcpConnection, outbox: Outbox): Promise<void> {
  outbox.end();
  while (typeof (await connection.receive(FIN_TIMEOUT)) !== 'string');
}

/** Sends what waits, each text in one send(), and our FIN when there will be no more. */
async function sendTexts({ connection, outbox }: Member): Promise<void> {
  for await (const text of outbox) await connection.send(text);
  await connection.shutdown();
}

/**
 * Puts a text into the outbox of each member. A member whose outbox is full has not read for a long time, and is
 * disconnected.
 */
function sendTo(members: Iterable<Member>, text: Buffer): void {
  for (const { connection, outbox } of members) {
    if (!outbox.add(text)) connection.abandon('it does not read what the others say');
  }
}
