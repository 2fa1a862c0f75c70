/** What a run of the part chat-client is judged by: what was typed and sent, what came and was shown, and what ended it all. */
import type { CallRecord, Model, OutputLine } from '@wireside/trace';
import type { Edition, PartCase } from '../../case.ts';
import { sameBytes } from '../../common/bytes.ts';
import type { ClientFacts } from '../../common/facts.ts';
import { gatherClientFacts, stoppedAt } from '../../common/facts.ts';
import { shownLines } from '../../common/shown-lines.ts';
import type { StreamLine } from '../../common/stream-lines.ts';
import { endOfLine, isEmptyLine, streamLines } from '../../common/stream-lines.ts';

/** A line that was typed, and the line on the wire in its place. */
export interface TypedLine {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** When it was typed, µs since the epoch. */
  readonly at: number;
  readonly sent?: StreamLine;
  /** Whether that is the same text, with its newline. */
  readonly isSent: boolean;
}

/** A line that came, what read its end, and the line of the output that shows it. */
export interface HeardLine {
  readonly line: StreamLine;
  readonly read?: CallRecord;
  readonly shown?: OutputLine;
}

/** What ends a conversation: the user with an empty line, the end of the input, or the server. */
export interface Ending {
  readonly by: 'empty line' | 'end of input' | 'server';
  /** µs since the epoch. */
  readonly at: number;
}

/** A line counts as typed when the scene has noted it, which may be after the program has read it. µs. */
export const LATE = 1_000_000;

/** Facts about a run of the part chat-client. */
export interface ChatClientFacts extends ClientFacts {
  /** The lines that were typed, up to the empty one. */
  readonly typed: readonly TypedLine[];
  /** The lines that the program sent and that are not empty. */
  readonly said: readonly StreamLine[];
  /** The lines that came while the conversation lasted and that are not empty. */
  readonly heard: readonly HeardLine[];
  /** What ended the conversation first; absent where nothing did. */
  readonly ending?: Ending;
  /** When the run was ended from outside. µs since the epoch; Infinity where it was not. */
  readonly stoppedAt: number;
  /** Whether the program still ran then. */
  readonly isStopped: boolean;
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): ChatClientFacts {
  const facts = gatherClientFacts(model, partCase, edition);
  const { main, serverFin } = facts;
  // Where the program had closed before, the server only follows.
  const isFirst = serverFin !== undefined && serverFin.packet < (main?.outgoing.fin ?? Infinity);
  const scene = model.trace.scene.filter(({ actor }) => actor === model.program.name);
  const texts = scene.flatMap(({ event, text = '', at }) => (event === 'type' ? [{ text, at }] : []));
  const empty = texts.findIndex(({ text }) => text === '');
  const closed = scene.find(({ event }) => event === 'close-input');
  const endings: Ending[] = [
    ...(empty < 0 ? [] : [{ by: 'empty line' as const, at: texts[empty]!.at }]),
    ...(closed === undefined ? [] : [{ by: 'end of input' as const, at: closed.at }]),
    ...(isFirst ? [{ by: 'server' as const, at: serverFin.at }] : []),
  ];
  const [ending] = endings.toSorted((a, b) => a.at - b.at);
  const said = main === undefined ? [] : streamLines(main.outgoing).filter((line) => !isEmptyLine(line));
  const stop = stoppedAt(model);
  return {
    ...facts,
    typed: pair(empty < 0 ? texts : texts.slice(0, empty), said),
    said,
    heard: heardLines(facts, Math.min(stop, facts.end.at, ending?.at ?? Infinity)),
    ...(ending === undefined ? {} : { ending }),
    stoppedAt: stop,
    isStopped: facts.end.at >= stop,
  };
}

/** Each line that was typed with the line in its place on the wire. */
function pair(
  texts: readonly { readonly text: string; readonly at: number }[],
  said: readonly StreamLine[],
): TypedLine[] {
  return texts.map(({ text, at }, i) => {
    const bytes = new TextEncoder().encode(text);
    const sent = said[i];
    const isSent = sent !== undefined && sent.ended && sameBytes(sent.bytes, bytes);
    return { text, at, bytes, isSent, ...(sent === undefined ? {} : { sent }) };
  });
}

/** The lines that came before a moment, with what read and what shows them. */
function heardLines({ main, mainCalls, lines, model }: ClientFacts, until: number): HeardLine[] {
  if (main === undefined) return [];
  const { incoming } = main;
  const due = streamLines(incoming).filter(
    (line) => line.ended && !isEmptyLine(line) && line.last.at <= until,
  );
  const shown = shownLines(
    due.map(({ bytes, text }) => ({ text: bytes, at: text.at })),
    lines.filter(({ at }) => at <= stoppedAt(model)),
  );
  return due.map((line, i): HeardLine => {
    const receive = incoming.receives.find(({ offset, length }) => offset + length >= endOfLine(line));
    const read = receive === undefined ? undefined : mainCalls.find(({ n }) => n === receive.n);
    return {
      line,
      ...(read === undefined ? {} : { read }),
      ...(shown[i] === undefined ? {} : { shown: shown[i] }),
    };
  });
}
