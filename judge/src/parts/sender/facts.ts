/** What a run of the part sender is judged by: the lines that were typed, and the datagrams that the program sent. */
import type { Datagram, Model } from '@wireside/trace';
import { splitEndpoint } from '@wireside/trace';
import { endpointText } from '@wireside/wire';
import type { Edition, PartCase } from '../../case.ts';
import type { ProgramFacts } from '../../common/facts.ts';
import { gatherProgramFacts } from '../../common/facts.ts';
import type { Group } from '../../common/group.ts';
import { groupOf, ID_LENGTH } from '../../common/group.ts';
import { payloadOf } from '../../common/payload.ts';
import { isBlank, trimBlanks } from '../../common/text-bytes.ts';

/** Port of the name server (RFC 1035, 4.2.1), whose datagrams say nothing about the program. */
const NAME_SERVER_PORT = 53;
/** Six digits, the whole of a word or the beginning of a datagram. */
const ID = /^\d{6}$/;
/** Datagrams that are compared with what was typed; more are left out. */
const MAX_SENDINGS = 2000;

/** A datagram that the program sent. */
export interface Sending {
  readonly datagram: Datagram;
  readonly bytes: Uint8Array;
}

/** A line that was typed, with what the program sent for it. */
export interface TypedLine {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** When it was typed, µs since the epoch. */
  readonly at: number;
  /** The datagram in its place: the next one that is not empty, whatever is in it. */
  readonly sending?: Sending;
  /** Whether that is the id and the text, and nothing else. */
  readonly isSent: boolean;
}

/** Facts about a run of the part sender. */
export interface SenderFacts extends ProgramFacts {
  readonly group: Group;
  /** The number that the program was told; undefined where its command line has none, and any six digits will do. */
  readonly id: string | undefined;
  /** All datagrams of the program, but not those to a name server. */
  readonly datagrams: readonly Sending[];
  /** Those of them that went to the group. */
  readonly sent: readonly Sending[];
  /** The lines that were typed and are not empty. */
  readonly typed: readonly TypedLine[];
  /** Those of the datagrams that are for none of these lines, and have a text. */
  readonly others: readonly Sending[];
  /** Whether there were lines that could not be typed, because the program had ended. */
  readonly isDeaf: boolean;
  /** When its input was closed, µs since the epoch; undefined where it had ended before. */
  readonly closedAt: number | undefined;
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): SenderFacts {
  const facts = gatherProgramFacts(model, partCase, edition);
  const group = groupOf(model);
  const { name, host, command } = model.program;
  const datagrams = model.datagrams
    .filter(({ from }) => (from.actor ?? name) === name && from.host === host)
    .filter(({ destination }) => splitEndpoint(destination).port !== NAME_SERVER_PORT)
    .slice(0, MAX_SENDINGS)
    .map((datagram) => ({ datagram, bytes: payloadOf(model, datagram) }));
  const endpoint = endpointText(group);
  const sent = datagrams.filter(({ datagram }) => datagram.destination === endpoint);
  const last = command.at(-1) ?? '';
  const id = command.length > 1 && ID.test(last) ? last : undefined;
  const scene = model.trace.scene.filter(({ actor }) => actor === name);
  const texts = scene.filter(({ event }) => event === 'type').map(({ text = '', at }) => ({ text, at }));
  const { typed, others } = pair(texts, sent, id);
  return {
    ...facts,
    group,
    id,
    datagrams,
    sent,
    typed,
    others,
    isDeaf: scene.some(
      ({ event, text }) => event === 'missed' && text?.includes('could not be typed') === true,
    ),
    closedAt: scene.find(({ event }) => event === 'close-input')?.at,
  };
}

/** Whether a datagram has no text: it is for an empty line, or for the end of the input. */
export const isEmpty = ({ bytes }: Sending): boolean => isBlank(bytes.subarray(ID_LENGTH));

/** Whether bytes begin with an id: the given one, or any. */
export function hasId(bytes: Uint8Array, id: string | undefined): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, ID_LENGTH));
  return id === undefined ? ID.test(start) : start === id;
}

/** The lines with the datagrams for them: first those that fit exactly, in order, then those in their places. */
function pair(
  texts: readonly { readonly text: string; readonly at: number }[],
  sent: readonly Sending[],
  id: string | undefined,
): { typed: TypedLine[]; others: Sending[] } {
  const lines = texts.map(({ text, at }) => ({ text, at, bytes: new TextEncoder().encode(text) }));
  const full = lines.filter(({ bytes }) => !isBlank(bytes));
  const speaking = sent.filter((one) => !isEmpty(one));
  const used = new Set<Sending>();
  const exact = new Map<number, Sending>();
  let next = 0;
  for (const [i, line] of full.entries()) {
    const at = speaking.findIndex((one, j) => j >= next && isLine(one.bytes, line.bytes, id));
    if (at < 0) continue;
    exact.set(i, speaking[at]!);
    used.add(speaking[at]!);
    next = at + 1;
  }
  const typed = full.map((line, i): TypedLine => {
    const sending = exact.get(i);
    if (sending !== undefined) return { ...line, sending, isSent: true };
    const instead = used.has(speaking[i]!) ? undefined : speaking[i];
    if (instead !== undefined) used.add(instead);
    return { ...line, ...(instead === undefined ? {} : { sending: instead }), isSent: false };
  });
  return { typed, others: speaking.filter((one) => !used.has(one)) };
}

/** Whether a datagram is a line after the id; blanks at the ends of the line may be missing. */
function isLine(bytes: Uint8Array, line: Uint8Array, id: string | undefined): boolean {
  if (!hasId(bytes, id)) return false;
  const text = bytes.subarray(ID_LENGTH);
  const [a, b] = [trimBlanks(text), trimBlanks(line)];
  return text.length <= line.length && a.length === b.length && a.every((byte, i) => byte === b[i]);
}
