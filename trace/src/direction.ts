/** One direction of a TCP connection: its join, its bytes, its messages, and where its receiver printed them. */
import type { Capture, TcpStream } from '@wireside/wire';
import type { EndRecords } from './by-connection.ts';
import type { CarriedStream } from './carried.ts';
import { carriedStream, placeOf } from './carried.ts';
import type { ConnectionEnd, DirectionJoin, PacketSpan, RecordSpan, Span } from './join.ts';
import { joinDirection } from './join.ts';
import type { MessageSpan } from './messages.ts';
import { announcedMessages, messagesOfSends } from './messages.ts';
import type { OutputLine } from './output.ts';
import type { LineContent, ShownMessage } from './shown.ts';
import { classifyLines, shownMessages } from './shown.ts';

/** tcp.completeness of a stream whose beginning was captured: SYN 1, SYN-ACK 2. */
const SYN_OR_SYN_ACK = 3;
/** What is joined of a connection without its beginning. */
const NOTHING: EndRecords = { calls: [], records: [], messages: [] };

/** The ends of a direction, with what the trace has of each. */
export interface DirectionEnds {
  readonly way: 'toServer' | 'toClient';
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
  readonly sender: EndRecords;
  readonly receiver: EndRecords;
}

/** Where the bytes of a connection are. */
export interface StreamSource {
  readonly capture: Capture;
  readonly tcp: TcpStream;
}

/** One direction of a TCP connection. Bytes and messages are computed when they are first asked for. */
export class JoinedDirection implements DirectionJoin {
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
  readonly sends: readonly RecordSpan[];
  readonly packets: readonly PacketSpan[];
  readonly receives: readonly RecordSpan[];
  declare readonly fin?: number;
  declare readonly reset?: number;
  readonly sent: number;
  readonly carried: number;
  readonly received: number;
  readonly #tcp: TcpStream;
  readonly #capture: Capture;
  readonly #isToServer: boolean;
  readonly #sender: EndRecords;
  readonly #receiver: EndRecords;
  readonly #isFromBeginning: boolean;
  readonly #lines: () => readonly OutputLine[];
  #bytes: Uint8Array | undefined;
  #carried: CarriedStream | undefined;
  #messages: readonly MessageSpan[] | undefined;
  #carriedSends: readonly RecordSpan[] | undefined;
  #shown: readonly ShownMessage[] | undefined;
  #lineContents: readonly LineContent[] | undefined;

  /** @param lines returns the lines of the receiver's standard output. */
  constructor(ends: DirectionEnds, { capture, tcp }: StreamSource, lines: () => readonly OutputLine[]) {
    const isToServer = ends.way === 'toServer';
    // Counting is true from the beginning only: of a connection that was open before the capture, no bytes are joined.
    const isFromBeginning = (tcp.completeness & SYN_OR_SYN_ACK) !== 0;
    const joined = joinDirection(
      tcp[ends.way],
      isFromBeginning ? ends.sender : NOTHING,
      isFromBeginning ? ends.receiver : NOTHING,
    );
    this.from = ends.from;
    this.to = ends.to;
    this.sends = joined.sends;
    this.packets = joined.packets;
    this.receives = joined.receives;
    if (joined.fin !== undefined) this.fin = joined.fin;
    if (joined.reset !== undefined) this.reset = joined.reset;
    this.sent = joined.sent;
    this.carried = joined.carried;
    this.received = joined.received;
    this.#tcp = tcp;
    this.#capture = capture;
    this.#isToServer = isToServer;
    this.#sender = ends.sender;
    this.#receiver = ends.receiver;
    this.#isFromBeginning = isFromBeginning;
    this.#lines = lines;
  }

  /** The bytes, as far as they were captured. */
  get bytes(): Uint8Array {
    return (this.#bytes ??= (this.#isToServer ? this.#tcp.toServer : this.#tcp.toClient).bytes());
  }

  /**
   * The messages that the sender announced, in the order of their offsets, also those that were never sent. Empty where
   * it has none: a flood is one stream without boundaries.
   */
  get messages(): readonly MessageSpan[] {
    return (this.#messages ??= this.#readMessages());
  }

  /**
   * What a peer sent inside TLS or WebSocket, at the records or frames that carry it. Empty for TCP itself, whose sends are
   * in {@link sends}, and without the secrets.
   */
  get carriedSends(): readonly RecordSpan[] {
    return (this.#carriedSends ??= this.#readCarriedSends());
  }

  /**
   * Whether all that the receiver read is known, so that the other bytes were never read: a program whose calls on the
   * connection were traced, or a peer that counts the bytes of TCP itself, from the beginning of the connection on.
   */
  get isReadingKnown(): boolean {
    const { calls, records } = this.#receiver;
    return this.#isFromBeginning && (calls.length > 0 || records.some(({ offset }) => offset !== undefined));
  }

  /** The bytes of a message, as far as they were captured and, where TLS carries them, could be decrypted. */
  messageBytes({ offset, length, content }: MessageSpan): Uint8Array {
    if (content === undefined) return this.bytes.subarray(offset, offset + length);
    // The messages were read, and with them what carries them.
    return this.#content.subarray(content.offset, content.offset + content.length);
  }

  /** Where the receiver printed the messages; those that it did not print are not in it. */
  get shown(): readonly ShownMessage[] {
    return (this.#shown ??=
      this.messages.length === 0
        ? []
        : shownMessages(
            this.#lines(),
            this.messages.map((message) => ({ ...message, ...message.content })),
            this.#content,
          ));
  }

  /** What each line of the receiver's standard output is, measured by these messages. */
  get lineContents(): readonly LineContent[] {
    return (this.#lineContents ??= classifyLines(
      this.#lines(),
      this.messages.map((message) => ({
        index: message.index,
        text: message.text ?? new TextDecoder().decode(this.messageBytes(message)),
      })),
    ));
  }

  /** What the messages are spans of: TCP's stream, or what TLS or WebSocket carries in it. */
  get #content(): Uint8Array {
    return this.messages.some(({ content }) => content !== undefined)
      ? (this.#carried?.bytes ?? new Uint8Array(0))
      : this.bytes;
  }

  #readCarriedSends(): readonly RecordSpan[] {
    // The messages say what carries them.
    if (this.messages.length === 0 || this.#carried === undefined) return [];
    const carried = this.#carried;
    let offset = 0;
    return this.#sender.records.flatMap(({ n, at, event, length = 0, ...record }): RecordSpan[] => {
      if (event !== 'send' || record.offset !== undefined) return [];
      const place = placeOf(carried, { offset, length });
      offset += length;
      return place === undefined ? [] : [{ lane: 'peer', n, at, ...place }];
    });
  }

  #readMessages(): readonly MessageSpan[] {
    const { messages, records } = this.#sender;
    // Runs that were recorded before the lane existed have the peer's send() records only.
    if (messages.length === 0) return messagesOfSends(this.sends, records);
    const over = messages[0]!.over;
    const own = announcedMessages(messages.filter((message) => message.over === over));
    if (over === undefined || own.length === 0) return own;
    const carried = carriedStream(this.#capture, this.#tcp, this.#isToServer, over);
    // Without secrets it is not known which records carry them.
    if (carried === undefined) return [];
    this.#carried = carried;
    const nowhere: Span = { offset: this.carried, length: 0 };
    return own.map((message) => ({ ...message, ...(placeOf(carried, message) ?? nowhere) }));
  }
}
