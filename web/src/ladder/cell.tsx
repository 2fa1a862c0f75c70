/** What an actor did, in its column. */
import type { ActorCell, LineCell } from '@wireside/trace';
import { actorWords, escape, evidenceWord, lineWords } from '@wireside/trace';
import type { CSSProperties } from 'react';
import { evidenceOfCell } from './evidence-of.ts';
import { messageClass, Pieces, signsOf } from './pieces.tsx';

/** Characters of a quotation that are put on the page; what is longer ends in a sign. */
const MAX_TEXT = 300;

/** A cell. @param actor who printed the line, if it is not the first program */
export function Cell({
  cell,
  actor,
  style,
  isNarrow,
  isWide = false,
}: {
  cell: ActorCell;
  isNarrow: boolean;
  /** Whether it may go on over what is beside it. */
  isWide?: boolean;
  actor: string | undefined;
  style: CSSProperties;
}) {
  const at = evidenceOfCell(cell, actor);
  return (
    <span
      role="gridcell"
      className={`cell ${cell.kind} ${cell.mood ?? ''} ${isWide ? 'wide' : ''}`}
      style={style}
      title={cellText(cell)}
      data-at={at === undefined ? undefined : evidenceWord(at)}
    >
      <span className="n">{'n' in cell && cell.kind !== 'line' && cell.kind !== 'lines' ? cell.n : ''}</span>
      {cell.kind === 'line' ? <Line cell={cell} /> : <Words cell={cell} isNarrow={isNarrow && !isWide} />}
    </span>
  );
}

function Words({ cell, isNarrow }: { cell: Exclude<ActorCell, LineCell>; isNarrow: boolean }) {
  const { text, brief = text, quote, more } = actorWords(cell);
  return (
    <>
      <span className="text">{bounded(escape(isNarrow ? brief : text))}</span>
      <Pieces pieces={'pieces' in cell ? cell.pieces : undefined} />
      {quote !== undefined && <span className="quote">"{bounded(escape(quote))}"</span>}
      {more !== undefined && more !== '' && <span className="more">{escape(more)}</span>}
    </>
  );
}

function Line({ cell }: { cell: LineCell }) {
  const { brief, more } = lineWords(cell, '»');
  const { bytes, shows = [] } = cell;
  const parts: { text: string; message?: number }[] = [];
  let from = 0;
  for (const { offset, length, message } of shows) {
    if (offset > from) parts.push({ text: escape(bytes.subarray(from, offset)) });
    parts.push({ text: escape(bytes.subarray(offset, offset + length)), message });
    from = offset + length;
  }
  if (from < bytes.length) parts.push({ text: escape(bytes.subarray(from)) });
  return (
    <>
      <span className="sign">{brief}</span>
      <span className="printed">
        {parts.map(({ text, message }, i) => (
          <span key={i} className={message === undefined ? undefined : `shown ${messageClass(message)}`}>
            {bounded(text)}
          </span>
        ))}
      </span>
      <Pieces pieces={cell.pieces} />
      {more !== '' && <span className="more">{more}</span>}
    </>
  );
}

/** All that a cell says, as text. */
export function cellText(cell: ActorCell): string {
  const number = 'n' in cell && cell.kind !== 'line' && cell.kind !== 'lines' ? [String(cell.n)] : [];
  const pieces = 'pieces' in cell ? signsOf(cell.pieces ?? []).map(({ text }) => text) : [];
  if (cell.kind === 'line') {
    const { text, more } = lineWords(cell, '»');
    return [text, escape(cell.bytes), ...pieces, more].filter((part) => part !== '').join(' ');
  }
  const { text, quote, more = '' } = actorWords(cell);
  const quoted = quote === undefined ? '' : `"${escape(quote)}"`;
  return [...number, escape(text), ...pieces, quoted, escape(more)].filter((part) => part !== '').join(' ');
}

const bounded = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
