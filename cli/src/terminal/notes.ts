/** The legend below a ladder: the signs that it uses, and what it does not draw. */
import type { Ladder, LadderRow } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import type { Glyphs } from './glyphs.ts';
import { piecesOf } from './pieces.ts';
import type { Span } from './spans.ts';
import { span } from './spans.ts';
import { wrapIndented } from './width.ts';

/** What was drawn. */
interface Drawn {
  readonly rows: readonly LadderRow[];
  readonly lines: readonly (readonly Span[])[];
}

/** Explains the signs that these rows have, and no others. */
export function ladderNotes(ladder: Ladder, drawn: Drawn, width: number, glyphs: Glyphs): Span[][] {
  const notes = signNotes(drawn, glyphs).join(` ${glyphs.dot} `);
  const lines = notes === '' ? [] : wrapIndented(notes, width, '  ').map((line) => [span(line, 'quiet')]);
  const aside = ladder.aside.map(({ protocol, packets }) => `${numberText(packets)} ${protocol}`).join(', ');
  if (aside !== '') {
    lines.push([span(`  not drawn, from the hosts themselves: ${aside} (see --packets)`, 'quiet')]);
  }
  for (const { stream, decrypted } of ladder.tls) {
    const text = decrypted ? 'TLS, decrypted' : 'TLS, not decrypted: the run does not have its secrets';
    lines.push([span(`  tcp.stream ${stream}: ${text}`, 'quiet')]);
  }
  for (const problem of ladder.problems) lines.push([span(`  ! ${problem}`, 'bad')]);
  return lines;
}

/** A note for each sign, with the first example of it. */
function signNotes({ rows, lines }: Drawn, glyphs: Glyphs): string[] {
  const { acked, again, later, lost, closed, dots, ellipsis } = glyphs;
  const pieces = rows.flatMap(({ cells, wire }) => [...cells, wire].flatMap(piecesOf));
  const packets = rows.flatMap(({ wire }) => (wire?.kind === 'packet' ? [wire] : []));
  const stream = packets.find((packet) => packet.stream !== undefined)?.stream;
  const [some] = pieces;
  const cut = pieces.find(({ length, of }) => length < of);
  const ack = rows.find((row) => row.acked !== undefined)?.acked;
  // Where there is room these are said in words.
  const drawn = new Set(lines.flatMap((line) => line.map(({ text }) => text)));
  const before = packets.find(({ again: n }) => n !== undefined && drawn.has(`${again}${n}`))?.again;
  const after = packets.find(({ sentAgain: n }) => n !== undefined && drawn.has(`${later}${n}`))?.sentAgain;
  const notes: (string | undefined)[] = [
    some && `m${some.message}: message ${some.message} of its sender`,
    cut && `m${cut.message}${ellipsis}: its beginning, ${ellipsis}m${cut.message}: its end`,
    ack === undefined ? undefined : `${acked}${ack}: acknowledged by packet ${ack}`,
    before === undefined ? undefined : `${again}${before}: repeats packet ${before}`,
    after === undefined ? undefined : `${later}${after}: repeated by packet ${after}`,
    stream === undefined ? undefined : `s${stream}: tcp.stream ${stream}`,
    packets.some((packet) => packet.lost) ? `${lost}: lost on the way` : undefined,
    packets.some((packet) => packet.closed !== undefined)
      ? `${closed}: a port that no program has`
      : undefined,
    rows.some(({ kind }) => kind === 'fold') ? `${dots}: folded, see --all` : undefined,
  ];
  return notes.filter((note) => note !== undefined);
}
