/** The ribbon: one direction of a stream as a strip of bytes, cut as sends, segments, receives and lines cut it. */
import { escape } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { messageClass } from '../ladder/pieces.tsx';
import { useSize } from '../ladder/use-size.ts';
import { useAddress } from '../state/address.ts';
import { useHover } from '../state/hover.ts';
import '../style/ribbon.css';
import { RIBBON_TEXTS } from '../texts/ladder.ts';
import type { Block, RibbonStream, StreamRibbon } from '../worker/ribbon.ts';
import { moved, ticks, zoomed } from './place.ts';
import type { View } from './place.ts';
import { Track, TRACKS } from './track.tsx';
import type { Playing } from './use-play.ts';
import { usePlay } from './use-play.ts';

/** By how much one step zooms, and which share of the view one step moves. */
const ZOOM = 1.5;
const PAN = 0.2;

/** The ribbon of a run. */
export function Ribbon() {
  const { value: streams, isPending } = useAsk('ribbonStreams', undefined);
  const [key, setKey] = useState('');
  const stream = streams?.find((one) => keyOf(one) === key) ?? streams?.[0];
  const choice =
    stream === undefined
      ? 'nothing'
      : { protocol: stream.protocol, stream: stream.stream, direction: stream.direction };
  const { value: ribbon } = useAsk('ribbon', choice);
  if (streams === undefined || isPending) return undefined;
  if (stream === undefined) return <p className="empty">{RIBBON_TEXTS.none}</p>;
  if (ribbon === undefined) return undefined;
  return <Drawn key={keyOf(ribbon)} ribbon={ribbon} streams={streams} choose={setKey} />;
}

const keyOf = ({
  protocol,
  stream,
  direction,
}: Pick<RibbonStream, 'protocol' | 'stream' | 'direction'>): string => `${protocol} ${stream} ${direction}`;

interface DrawnProps {
  readonly ribbon: StreamRibbon;
  readonly streams: readonly RibbonStream[];
  choose(key: string): void;
}

function Drawn({ ribbon, streams, choose }: DrawnProps) {
  const { length } = ribbon;
  const [view, setView] = useState<View>({ from: 0, to: length });
  const ruler = useRef<HTMLDivElement>(null);
  const { width } = useSize(ruler);
  const [word] = useAddress('at');
  const hover = useHover();
  const playing = usePlay(ribbon);
  const tracks = useRef<HTMLDivElement>(null);
  const zoom = (factor: number): void =>
    setView((now) => zoomed(now, factor, (now.from + now.to) / 2, length));
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (view.to - view.from) * PAN;
    const next: Readonly<Record<string, View>> = {
      '+': zoomed(view, 1 / ZOOM, (view.from + view.to) / 2, length),
      '-': zoomed(view, ZOOM, (view.from + view.to) / 2, length),
      '0': { from: 0, to: length },
      ArrowLeft: moved(view, -step, length),
      ArrowRight: moved(view, step, length),
    };
    if (next[event.key] === undefined) return;
    event.preventDefault();
    setView(next[event.key]!);
  };
  useWheel(tracks, ruler, setView, length);
  const drag = useRef<{ x: number; view: View }>(undefined);
  const pull = (event: PointerEvent): void => {
    if (drag.current === undefined || event.buttons === 0) return;
    const by = ((drag.current.x - event.clientX) * (view.to - view.from)) / Math.max(1, width);
    setView(moved(drag.current.view, by, length));
  };
  return (
    <section className="ribbon" aria-label={RIBBON_TEXTS.title}>
      <div className="ribbon-tools">
        <select
          aria-label={RIBBON_TEXTS.stream}
          value={keyOf(ribbon)}
          onChange={({ target }) => choose(target.value)}
        >
          {streams.map((one) => (
            <option key={keyOf(one)} value={keyOf(one)}>
              {escape(RIBBON_TEXTS.streamOf(one.protocol, one.from, one.to, one.bytes))}
            </option>
          ))}
        </select>
        <Player ribbon={ribbon} playing={playing} />
        <span className="ribbon-zoom">
          <button
            type="button"
            aria-label={RIBBON_TEXTS.farther}
            title={`${RIBBON_TEXTS.farther} (−)`}
            onClick={() => zoom(ZOOM)}
          >
            −
          </button>
          <button
            type="button"
            aria-label={RIBBON_TEXTS.closer}
            title={`${RIBBON_TEXTS.closer} (+)`}
            onClick={() => zoom(1 / ZOOM)}
          >
            +
          </button>
          <button
            type="button"
            title={`${RIBBON_TEXTS.whole} (0)`}
            onClick={() => setView({ from: 0, to: length })}
          >
            {RIBBON_TEXTS.whole}
          </button>
        </span>
      </div>
      {ribbon.protocol === 'UDP' && <p className="ribbon-note">{RIBBON_TEXTS.udp}</p>}
      <div
        ref={tracks}
        className="tracks"
        onKeyDown={press}
        onPointerDown={(event) => (drag.current = { x: event.clientX, view })}
        onPointerMove={pull}
        onPointerUp={() => (drag.current = undefined)}
      >
        <Messages ribbon={ribbon} view={view} width={width} />
        {TRACKS.filter((track) => isShown(ribbon, track)).map((track) => (
          <Track key={track} {...{ ribbon, track, view, width, word, hover }} at={playing.at} />
        ))}
        <div className="track ruler">
          <span className="track-name" />
          <div
            ref={ruler}
            className="strip"
            tabIndex={0}
            role="group"
            aria-label={RIBBON_TEXTS.range(
              Math.round(view.from),
              Math.max(1, Math.round(view.to - view.from)),
            )}
          >
            {ticks(view, width).map((at) => (
              <span key={at} style={{ left: ((at - view.from) * width) / Math.max(1, view.to - view.from) }}>
                {numberText(at)}
              </span>
            ))}
          </div>
        </div>
      </div>
    </section>
  );
}

const isShown = ({ again, protocol }: StreamRibbon, track: (typeof TRACKS)[number]): boolean =>
  track === 'again' ? again.length > 0 : track !== 'lines' || protocol === 'TCP';

/** The messages, above what cuts them. */
function Messages({
  ribbon: { messages },
  view,
  width,
}: {
  ribbon: StreamRibbon;
  view: View;
  width: number;
}) {
  if (messages.length === 0) return undefined;
  const scale = width / Math.max(1, view.to - view.from);
  const seen = messages.filter(
    ({ offset, length }) => offset < view.to && offset + length > view.from && length * scale >= 1,
  );
  return (
    <div className="track messages">
      <span className="track-name">{RIBBON_TEXTS.tracks.messages}</span>
      <div className="strip">
        {seen.map(({ index, offset, length }) => {
          const left = Math.max(0, (offset - view.from) * scale);
          const right = Math.min(width, (offset + length - view.from) * scale);
          return (
            <span
              key={index}
              className={`message ${messageClass(index)}`}
              style={{ left, width: right - left }}
              title={`m${index}, ${RIBBON_TEXTS.range(offset, length)}`}
            >
              {right - left > 22 ? `m${index}` : ''}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** The slider through time, and its button; with reduced motion the button goes one step. */
function Player({ ribbon, playing }: { ribbon: StreamRibbon; playing: Playing }) {
  const { step, steps, at, isPlaying, setStep, toggle } = playing;
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const ms = step === 0 ? RIBBON_TEXTS.before : RIBBON_TEXTS.momentOf(momentOf(ribbon, at));
  const until = (blocks: readonly Block[]): string => numberText(reach(blocks, at));
  const state = RIBBON_TEXTS.state(
    until(ribbon.sends),
    until([...ribbon.segments, ...ribbon.again]),
    until(ribbon.receives),
    until(ribbon.lines),
  );
  const name = isStill ? RIBBON_TEXTS.next : isPlaying ? RIBBON_TEXTS.pause : RIBBON_TEXTS.play;
  return (
    <span className="player">
      <button
        type="button"
        aria-label={name}
        title={name}
        onClick={() => (isStill ? setStep(step >= steps ? 0 : step + 1) : toggle())}
      >
        {isStill ? '⏭' : isPlaying ? '❚❚' : '▶'}
      </button>
      <input
        type="range"
        aria-label={RIBBON_TEXTS.moment}
        aria-valuetext={`${ms}, ${state}`}
        min={0}
        max={steps}
        value={step}
        onChange={({ target }) => setStep(Number(target.value))}
      />
      <output>
        <b>{ms}</b> {state}
      </output>
    </span>
  );
}

/** Milliseconds since the first byte moved. */
function momentOf({ sends, segments, again, receives, lines }: StreamRibbon, at: number): string {
  if (Number.isFinite(at)) return (at / 1000).toFixed(2);
  let last = 0;
  for (const track of [sends, segments, again, receives, lines])
    for (const block of track) last = Math.max(last, block.at);
  return (last / 1000).toFixed(2);
}

/** How many bytes had come so far, up to the last one. */
function reach(blocks: readonly Block[], until: number): number {
  let most = 0;
  for (const { at, offset, length, lost } of blocks)
    if (at <= until && lost !== true) most = Math.max(most, offset + length);
  return most;
}

/** The wheel moves along the stream; with Ctrl it zooms. */
function useWheel(
  tracks: { readonly current: HTMLElement | null },
  ruler: { readonly current: HTMLElement | null },
  setView: (change: (view: View) => View) => void,
  length: number,
): void {
  useEffect(() => {
    const element = tracks.current;
    if (element === null) return undefined;
    const turn = (event: WheelEvent): void => {
      const box = ruler.current?.getBoundingClientRect();
      if (box === undefined || (!event.ctrlKey && event.deltaX === 0 && !event.shiftKey)) return;
      event.preventDefault();
      setView((view) => {
        const scale = (view.to - view.from) / Math.max(1, box.width);
        if (!event.ctrlKey) return moved(view, (event.deltaX || event.deltaY) * scale, length);
        const around = view.from + (event.clientX - box.left) * scale;
        return zoomed(view, event.deltaY > 0 ? ZOOM : 1 / ZOOM, around, length);
      });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [tracks, ruler, setView, length]);
}
