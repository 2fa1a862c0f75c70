/**
 * What TLS and WebSocket carry: their content as a stream of its own, and where its bytes lie in TCP's stream, which is
 * known by whole records and frames.
 */
import type { Capture, TcpStream, WebsocketFrame } from '@wireside/wire';
import { concat, firstIndex, streamMessages, WEBSOCKET_OPCODE, websocketPayload } from '@wireside/wire';
import type { MessageCarrier } from './format.ts';
import type { Span } from './join.ts';
import { endOf } from './join.ts';

/** Content that one record or frame carries. */
interface CarriedPart extends Span {
  /** Where the record or frame lies in TCP's stream. */
  readonly in: Span;
}

/** The content of one direction of a connection, as far as it was captured and could be decrypted. */
export interface CarriedStream {
  readonly bytes: Uint8Array;
  /** In order, without gaps. */
  readonly parts: readonly CarriedPart[];
}

/** TLS of a connection. */
export interface ConnectionTls {
  /** Whether the capture holds the secrets, so that application data could be decrypted. */
  readonly decrypted: boolean;
  /** The records of each direction, as spans of TCP's stream. */
  readonly toServer: readonly Span[];
  readonly toClient: readonly Span[];
}

/** Content type of a record with application data, and of the first record of a connection (RFC 8446, 5.1). */
const APPLICATION_DATA = 23;
const HANDSHAKE = 22;

/** A message of wire's, as far as it is used here. */
type Cut = ReturnType<typeof streamMessages>['all'][number];

/** TLS of a connection; undefined if it does not begin with a handshake of TLS. */
export function connectionTls(capture: Capture, tcp: TcpStream): ConnectionTls | undefined {
  const [first] = tcp.toServer.pieces;
  // Cutting a stream into messages copies it; this tells most other streams from those of TLS before that.
  if (first === undefined) return undefined;
  const bytes = tcp.toServer.pieceBytes(first);
  if (bytes[0] !== HANDSHAKE || bytes[1] !== 3) return undefined;
  const records = outer(capture, tcp, 'tls');
  if (records.length === 0) return undefined;
  const spans = (fromClient: boolean): Span[] =>
    records.filter((one) => one.fromClient === fromClient).map(spanOf);
  return {
    decrypted: records.some((one) => contentOf(one) !== undefined),
    toServer: spans(true),
    toClient: spans(false),
  };
}

/** What a carrier carries in one direction; undefined if it cannot be read. */
export function carriedStream(
  capture: Capture,
  tcp: TcpStream,
  fromClient: boolean,
  over: MessageCarrier,
): CarriedStream | undefined {
  const isOwn = (one: Cut): boolean => one.fromClient === fromClient;
  switch (over) {
    case 'tls':
      return tlsContent(outer(capture, tcp, 'tls').filter(isOwn));
    case 'websocket':
      return webSocketContent(outer(capture, tcp, 'websocket').filter(isOwn), (span) => span);
    case 'tls+websocket': {
      const inTls = tlsContent(outer(capture, tcp, 'tls').filter(isOwn));
      if (inTls === undefined) return undefined;
      const frames = streamMessages(capture, tcp.id).all.filter(
        (one) => one.depth === 1 && one.protocol.name === 'websocket' && isOwn(one),
      );
      return webSocketContent(frames, (span) => placeOf(inTls, span) ?? { offset: 0, length: 0 });
    }
    case 'udp':
      return undefined;
  }
}

/** Where a span of the content lies in TCP's stream; undefined if nothing of it was captured. */
export function placeOf({ parts }: CarriedStream, span: Span): Span | undefined {
  const first = parts[firstIndex(parts.length, (i) => endOf(parts[i]!) > span.offset)];
  const end = span.offset + Math.max(span.length, 1);
  const last = parts[firstIndex(parts.length, (i) => parts[i]!.offset >= end) - 1];
  if (first === undefined || last === undefined || first.offset > last.offset) return undefined;
  return { offset: first.in.offset, length: endOf(last.in) - first.in.offset };
}

/** Messages of a protocol in TCP itself. */
function outer(capture: Capture, tcp: TcpStream, name: string): Cut[] {
  return streamMessages(capture, tcp.id).all.filter((one) => one.depth === 0 && one.protocol.name === name);
}

const spanOf = ({ offset, bytes }: Cut): Span => ({ offset, length: bytes.length });

/** The application data of a record, decrypted; undefined for any other record. */
function contentOf({ data }: Cut): Uint8Array | undefined {
  const { type, content } = data as { readonly type?: number; readonly content?: Uint8Array };
  return type === APPLICATION_DATA ? content : undefined;
}

function tlsContent(records: readonly Cut[]): CarriedStream | undefined {
  const found = records.flatMap((one) => {
    const content = contentOf(one);
    return content === undefined ? [] : [{ content, in: spanOf(one) }];
  });
  return found.length === 0 ? undefined : carried(found);
}

/** @param place where a span of what carries the frames lies in TCP's stream. */
function webSocketContent(frames: readonly Cut[], place: (span: Span) => Span): CarriedStream | undefined {
  const found: { content: Uint8Array; in: Span }[] = [];
  for (const cut of frames) {
    const frame = cut.data as WebsocketFrame;
    // A reserved bit says that the payload is not what was sent: it is compressed (RFC 7692).
    if (frame.reserved !== 0) return undefined;
    if (frame.opcode <= WEBSOCKET_OPCODE.binary)
      found.push({ content: websocketPayload(cut.bytes, frame), in: place(spanOf(cut)) });
  }
  return found.length === 0 ? undefined : carried(found);
}

function carried(found: readonly { readonly content: Uint8Array; readonly in: Span }[]): CarriedStream {
  let offset = 0;
  const parts = found.map(({ content, in: place }): CarriedPart => {
    offset += content.length;
    return { offset: offset - content.length, length: content.length, in: place };
  });
  return { bytes: concat(found.map(({ content }) => content)), parts };
}
