/**
 * The chat: texts go both ways at any time, with nothing between them, until somebody closes.
 *
 * A conversation in which the server closes first, client on the left:
 *
 *     connect()                          accept()
 *     send("Hey...")           ----->    recv()               PSH, ACK
 *     recv() gives 0 bytes     <-----    shutdown()           FIN, ACK: the server has said all
 *                                                             ACK
 *     close()                  ----->    recv() gives 0       FIN, ACK: the client too
 *                                        close()              ACK
 *
 * Both ends have to listen while they speak. A program with one thread cannot wait in recv() and at the keyboard at once;
 * therefore a second thread receives, or, as here, one task reads and another one sends.
 *
 * Read on from listenChat(), then serve(), then hear() and speak().
 */
import { linesOf } from '../common/lines.ts';
import type { Peer, PeerHooks } from '../peer.ts';
import { listenTcp } from '../transport/tcp.ts';
import { LINGER, type TcpConnection } from '../transport/tcp-connection.ts';
import { type ChatInput, type ChatOptions, chatOptions } from './chat-options.ts';
import { Outbox } from './outbox.ts';

/** One client in the room. */
interface Partner {
  readonly connection: TcpConnection;
  readonly outbox: Outbox;
}

/** What all connections share. */
interface Room {
  readonly options: ChatOptions;
  readonly partners: Set<Partner>;
}

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenChat(input: ChatInput, hooks: PeerHooks): Promise<Peer> {
  const options = chatOptions(input);
  const room: Room = { options, partners: new Set() };
  const peer = await listenTcp({ name: 'chat', ...options }, hooks, (connection) => serve(room, connection));
  if (hooks.input) void typeInto(room, hooks.input);
  return peer;
}

/** What is typed at the server goes to everybody; an empty line ends the conversation, and the server closes first. */
async function typeInto(room: Room, input: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const line of linesOf(input)) {
    if (line.length > 0) sayTo(room.partners, Buffer.from(line));
    else for (const { outbox } of room.partners) outbox.end();
  }
}

/** SERVE. Hears and speaks at the same time; the connection is over when both have ended. */
async function serve(room: Room, connection: TcpConnection): Promise<void> {
  const partner = { connection, outbox: new Outbox() };
  room.partners.add(partner);
  try {
    await Promise.all([hear(room, partner), speak(partner)]);
  } finally {
    room.partners.delete(partner);
    partner.outbox.end();
  }
}

/** Reads until the client has said all. A chunk is taken for a text: what else could be, without a mark between them? */
async function hear({ options, partners }: Room, { connection, outbox }: Partner): Promise<void> {
  const says = options.says === '' ? [] : options.says.split('|');
  for (let heard = 1; ; heard++) {
    const bytes = await connection.receive(options.idleTimeout * 1000);
    if (typeof bytes === 'string') {
      if (bytes === 'quiet')
        connection.log({ event: 'timeout', note: `silent for ${options.idleTimeout} s` });
      // The client's FIN, or its silence: there is nobody to speak to. What waits is still sent, then our FIN follows.
      return outbox.end();
    }
    if (options.relay)
      sayTo(
        [...partners].filter((other) => other.connection !== connection),
        bytes,
      );
    const answer = says[heard - 1];
    if (answer !== undefined) outbox.add(Buffer.from(answer));
    if (heard === options.closesAfter) return awaitFarewell(connection, outbox);
  }
}

/** We close first: our FIN leaves behind what still waits; then the client's FIN is waited for, though not for ever. */
async function awaitFarewell(connection: TcpConnection, outbox: Outbox): Promise<void> {
  outbox.end();
  while (typeof (await connection.receive(LINGER)) !== 'string');
}

/** Sends what waits, one text in one send(), and our FIN when there will be no more. */
async function speak({ connection, outbox }: Partner): Promise<void> {
  for await (const text of outbox) await connection.send(text);
  await connection.shutdown();
}

/** Puts a text into the outbox of each. Somebody whose outbox is full has not read for long, and is given up. */
function sayTo(partners: Iterable<Partner>, text: Buffer): void {
  for (const { connection, outbox } of partners) {
    if (!outbox.add(text)) connection.abandon('it does not read what the others say');
  }
}
