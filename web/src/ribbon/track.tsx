/** One track of the ribbon: the blocks into which sends, segments, receives or lines cut the stream. */
import type { Evidence } from '@wireside/trace';
import { evidenceText, evidenceWord, piecesIn } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import type { KeyboardEvent } from 'react';
import { useMemo } from 'react';
import { messageClass } from '../ladder/pieces.tsx';
import { select } from '../state/address.ts';
import { overlaps, setHover } from '../state/hover.ts';
import type { Hover } from '../state/hover.ts';
import { RIBBON_TEXTS } from '../texts/ladder.ts';
import type { StreamRibbon } from '../worker/ribbon.ts';
import type { Placed, View } from './place.ts';
import { placed } from './place.ts';

/** Narrowest block with a number, and with words, in pixels. */
const MIN_LABEL = 26;
const MIN_WORDS = 76;

/** The tracks, from the sender down to what was printed. */
export const TRACKS = ['sends', 'segments', 'again', 'receives', 'lines'] as const;

/** What a track shows. */
export interface TrackProps {
  readonly ribbon: StreamRibbon;
  readonly track: (typeof TRACKS)[number];
  readonly view: View;
  readonly width: number;
  /** µs since the first block: what comes later has not happened. */
  readonly at: number;
  /** What is selected, as the address has it. */
  readonly word: string;
  readonly hover: Hover;
}

/** The track. Arrow keys move the focus from block to block. */
export function Track(props: TrackProps) {
  const { ribbon, track, view, width } = props;
  const title =
    track === 'segments' && ribbon.protocol === 'UDP' ? RIBBON_TEXTS.datagrams : RIBBON_TEXTS.tracks[track];
  const shown = useMemo(() => placed(ribbon[track], view, width), [ribbon, track, view, width]);
  const key = (event: KeyboardEvent<HTMLElement>): void => {
    const step =
      event.key === 'ArrowRight'
        ? 'nextElementSibling'
        : event.key === 'ArrowLeft'
          ? 'previousElementSibling'
          : undefined;
    const next = step === undefined ? undefined : (event.target as HTMLElement)[step];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  };
  return (
    <div className={`track ${track}`}>
      <span className="track-name">{title}</span>
      <div className="strip" role="group" aria-label={title} onKeyDown={key}>
        {ribbon[track].length === 0 && <span className="none">{RIBBON_TEXTS.empty[track]}</span>}
        {shown.map((one, i) => (
          <Part key={one.offset + i / 1e6} {...props} one={one} isFirst={i === 0} />
        ))}
      </div>
    </div>
  );
}

function Part({
  ribbon,
  track,
  at,
  word,
  hover,
  one,
  isFirst,
  width: strip,
}: TrackProps & { readonly one: Placed; readonly isFirst: boolean }) {
  const { offset, length, left, width, blocks } = one;
  const [block] = blocks;
  if (block === undefined) return undefined;
  const isOne = blocks.length === 1;
  const pieces = isOne || width > 8 ? piecesIn(ribbon.messages, one) : [];
  const bytes =
    ribbon.protocol === 'TCP'
      ? { stream: ribbon.stream, direction: ribbon.direction, offset, length }
      : undefined;
  const isNear =
    overlaps(bytes, hover.bytes) ||
    (hover.at !== undefined && blocks.some(({ what }) => evidenceWord(what) === evidenceWord(hover.at!)));
  const isLost = blocks.some(({ lost }) => lost === true);
  const isChosen = blocks.some(({ what }) => evidenceWord(what) === word);
  const name = isOne ? evidenceText([block.what]) : RIBBON_TEXTS.several(blocks.length);
  const look = [
    'block',
    isOne ? '' : 'several',
    blocks.every((each) => each.at > at) ? 'later' : '',
    isLost ? 'lost' : '',
    track === 'again' ? 'again' : '',
    pieces.length > 1 ? 'shared' : '',
    isNear ? 'near' : '',
    isChosen ? 'chosen' : '',
  ].join(' ');
  // What begins before the strip has its label where it is seen.
  const hidden = Math.max(0, -left);
  const [seenLeft, seenWidth] = [Math.max(0, left), Math.min(width - hidden, strip - Math.max(0, left))];
  const scale = width / Math.max(1, length);
  return (
    <button
      type="button"
      className={look}
      tabIndex={isFirst ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={labelOf(one, name, pieces.length, isLost)}
      title={labelOf(one, name, pieces.length, isLost)}
      style={{ left: seenLeft, width: Math.max(2, seenWidth) }}
      onClick={() => select(block.what)}
      onMouseEnter={() => setHover({ at: block.what, ...(bytes === undefined ? {} : { bytes }) })}
      onFocus={() => setHover({ at: block.what, ...(bytes === undefined ? {} : { bytes }) })}
      onMouseLeave={() => setHover(undefined)}
      onBlur={() => setHover(undefined)}
    >
      {pieces.slice(0, 400).map(({ message, from, length: size }) => {
        const start = ribbon.messages.find(({ index }) => index === message)!.offset + from;
        return (
          <i
            key={message}
            className={`message ${messageClass(message)}`}
            style={{ left: (start - offset) * scale - hidden, width: size * scale }}
          />
        );
      })}
      {seenWidth >= MIN_LABEL && (
        <span>
          {isLost && '✕ '}
          {isOne ? (seenWidth < MIN_WORDS ? numberOf(block.what) : name) : numberText(blocks.length)}
        </span>
      )}
    </button>
  );
}

function numberOf(what: Evidence): number {
  if ('packet' in what) return what.packet;
  if ('call' in what) return what.call;
  return 'line' in what ? what.line : what.peer;
}

function labelOf({ offset, length }: Placed, name: string, messages: number, isLost: boolean): string {
  return [
    name,
    RIBBON_TEXTS.range(offset, length),
    ...(messages > 1 ? [RIBBON_TEXTS.holds(messages)] : []),
    ...(isLost ? [RIBBON_TEXTS.lost] : []),
  ].join(', ');
}
