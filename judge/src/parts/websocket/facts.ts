/** What a run of the part websocket is judged by: the frames of both ends, their messages, and what was shown. */
import type { Model, RecordSpan } from '@wireside/trace';
import { overlapping } from '@wireside/trace';
import { concat, WEBSOCKET_OPCODE as OPCODE } from '@wireside/wire';
import type { Edition, PartCase } from '../../case.ts';
import { announcedAnswer } from '../../common/answer.ts';
import { indexOfBytes } from '../../common/bytes.ts';
import { gatherClientFacts } from '../../common/facts.ts';
import type { FloodFact, FloodFacts } from '../../common/flood.ts';
import { FLOOD_COMMAND } from '../../common/flood.ts';
import type { Frame, FramedMessage } from './frames.ts';
import { framedMessages, framesOf, unfinishedPayload } from './frames.ts';
import type { Shown, TextMessage } from './shown.ts';
import { shownBy } from './shown.ts';

/** A message that the server sends; its frames as far as they were on the wire. */
export interface Message extends TextMessage {
  readonly frames: readonly Frame[];
}

/** Facts about a run of the part websocket. */
export interface WebsocketFacts extends FloodFacts {
  /** The server's answer 101: where it ends in the stream, and its packet; absent where there is none. */
  readonly upgrade?: { readonly end: number; readonly packet: number };
  /** The frames of the program, and those of the server, in order. */
  readonly own: readonly Frame[];
  readonly incoming: readonly Frame[];
  /** The messages of the program: the command, if all is well. */
  readonly said: readonly FramedMessage[];
  /** Whether the server understood a command. */
  readonly isAnswered: boolean;
  /** The messages that the server sends, also those that it had not sent yet when the program left; none for a flood. */
  readonly messages: readonly Message[];
  /** The frames of the flood. */
  readonly floodFrames: readonly Frame[];
  readonly shown: Shown;
  /** The first close frame of each end. */
  readonly ownClose?: Frame;
  readonly serverClose?: Frame;
}

const HEAD_END = new TextEncoder().encode('\r\n\r\n');
const SWITCHING = /^HTTP\/1\.1 101 /;
/** An answer to an upgrade is shorter. Bytes. */
const MAX_HEAD = 16_384;

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): WebsocketFacts {
  const client = gatherClientFacts(model, partCase, edition, false);
  const { main } = client;
  const own = main === undefined ? [] : framesOf(model, main, true);
  const incoming = main === undefined ? [] : framesOf(model, main, false);
  const sent = framedMessages(incoming);
  const rest = main === undefined ? new Uint8Array(0) : unfinishedPayload(model, main);
  const answer = main === undefined ? undefined : announcedAnswer(model, main);
  const isFlood = partCase.command === FLOOD_COMMAND;
  const messages = (isFlood ? [] : (answer ?? [])).map(({ index, text = '' }): Message => ({
    index,
    text,
    frames: sent[index]?.frames ?? [],
  }));
  const flood = isFlood && answer?.[0] !== undefined ? floodFact(answer[0].length, sent[0], rest) : undefined;
  const upgrade = upgradeOf(client);
  const [ownClose, serverClose] = [own, incoming].map((frames) =>
    frames.find(({ opcode }) => opcode === OPCODE.close),
  );
  return {
    ...client,
    ...(upgrade === undefined ? {} : { upgrade }),
    own,
    incoming,
    said: framedMessages(own),
    isAnswered: answer !== undefined,
    messages,
    ...(flood === undefined ? {} : { flood }),
    floodFrames: flood === undefined ? [] : (sent[0]?.frames ?? []),
    shown: shownBy(client.lines, messages),
    ...(ownClose === undefined ? {} : { ownClose }),
    ...(serverClose === undefined ? {} : { serverClose }),
  };
}

/** @param rest what was on the wire of a frame that is incomplete */
function floodFact(length: number, message: FramedMessage | undefined, rest: Uint8Array): FloodFact {
  const frames = message?.frames ?? [];
  const placeOf = (offset: number): number => {
    let left = offset;
    for (const frame of frames) {
      if (left <= frame.payload.length) return frame.offset + frame.length - frame.payload.length + left;
      left -= frame.payload.length;
    }
    return (frames.at(-1)?.offset ?? 0) + (frames.at(-1)?.length ?? 0);
  };
  return { length, bytes: concat([message?.bytes ?? new Uint8Array(0), rest]), placeOf };
}

function upgradeOf({ main, received }: FloodFacts): WebsocketFacts['upgrade'] {
  const head = received.subarray(0, MAX_HEAD);
  const at = indexOfBytes(head, HEAD_END);
  if (main === undefined || at < 0 || !SWITCHING.test(new TextDecoder('latin1').decode(head.subarray(0, 16))))
    return undefined;
  const end = at + HEAD_END.length;
  const [packet] = overlapping(main.incoming.packets, { offset: end - 1, length: 1 });
  return packet === undefined ? undefined : { end, packet: packet.packet };
}

/** The call that received a byte of the server's stream. */
export function receiveOf({ main }: WebsocketFacts, place: number): RecordSpan | undefined {
  return main?.incoming.receives.find(
    ({ lane, offset, length }) => lane === 'calls' && offset <= place && place < offset + length,
  );
}

/** The packet in which a message was complete; undefined where it was not on the wire whole. */
export function packetOf({ frames }: Pick<Message, 'frames'>): number | undefined {
  const last = frames.at(-1);
  return last?.isFinal === true ? last.packet : undefined;
}

/** The code of a close frame, in brackets; empty where it has none. */
export function closeCodeText({ payload }: Frame): string {
  return payload.length < 2 ? '' : ` (code ${(payload[0]! << 8) | payload[1]!})`;
}
