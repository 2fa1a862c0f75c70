/** Bytes as hexadecimal numbers and characters; those of the field under the pointer, and of the selected one, are marked. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { setHover, useHover } from '../state/hover.ts';
import type { Hover } from '../state/hover.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { TreeItem } from '../worker/tree.ts';
import { fieldAt } from './packet-lines.ts';

/** Bytes of a line. */
const LINE = 16;
/** Lines that are shown at first, and more each time that more are wanted. */
const LINES = 64;

type Field = NonNullable<Hover['field']>;

/** The frame, and what was reassembled or decrypted. */
export function Bytes(props: {
  sources: readonly { name: string; bytes: Uint8Array }[];
  items: readonly TreeItem[];
  chosen: TreeItem | undefined;
  onChoose(source: number, offset: number): void;
}) {
  const { sources, items, chosen, onChoose } = props;
  const { field } = useHover();
  const box = useRef<HTMLDivElement>(null);
  const isFromBytes = useRef(false);
  const wanted = field ?? chosen;
  useEffect(() => {
    if (isFromBytes.current || wanted === undefined || wanted.length === 0) return;
    const line = Math.floor(wanted.offset / LINE);
    box.current
      ?.querySelector(`[data-line="${wanted.source}-${line}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [wanted]);
  const byteAt = (target: EventTarget): [source: number, offset: number] | undefined => {
    const at = (target as Element).closest<HTMLElement>('[data-at]')?.dataset['at'];
    const source = (target as Element).closest<HTMLElement>('[data-source]')?.dataset['source'];
    return at === undefined || source === undefined ? undefined : [Number(source), Number(at)];
  };
  return (
    <div
      role="group"
      ref={box}
      aria-label={PACKET_TEXTS.packet.bytes}
      className="bytes"
      // It scrolls, so the keyboard has to reach it.
      tabIndex={0}
      onMouseOver={({ target }) => {
        const at = byteAt(target);
        if (at === undefined) return;
        isFromBytes.current = true;
        const found = fieldAt(items, ...at);
        setHover(found === undefined ? undefined : { field: found.item });
      }}
      onMouseLeave={() => {
        isFromBytes.current = false;
        setHover(undefined);
      }}
      onClick={({ target }) => {
        const at = byteAt(target);
        if (at !== undefined) onChoose(...at);
      }}
    >
      {sources.map(({ name, bytes }, source) => (
        <div key={source} data-source={source}>
          {sources.length > 1 && <h4>{`${name} (${bytes.length})`}</h4>}
          <Dump
            source={source}
            bytes={bytes}
            near={field?.source === source ? field : undefined}
            chosen={chosen?.source === source ? chosen : undefined}
          />
        </div>
      ))}
    </div>
  );
}

function Dump(props: {
  source: number;
  bytes: Uint8Array;
  near: Field | undefined;
  chosen: Field | undefined;
}) {
  const { source, bytes, near, chosen } = props;
  const [more, setMore] = useState(1);
  const reached = Math.max(near?.offset ?? 0, chosen?.offset ?? 0) / LINE;
  const count = Math.min(Math.ceil(bytes.length / LINE), Math.max(more * LINES, Math.ceil(reached) + 2));
  const lines = useMemo(
    () => Array.from({ length: count }, (_, line) => bytes.subarray(line * LINE, (line + 1) * LINE)),
    [bytes, count],
  );
  const within = (field: Field | undefined, at: number): [number, number] => {
    if (field === undefined) return [0, 0];
    const bound = (offset: number): number => Math.min(LINE, Math.max(0, offset - at));
    return [bound(field.offset), bound(field.offset + field.length)];
  };
  const left = bytes.length - count * LINE;
  return (
    <>
      {lines.map((part, line) => (
        <HexLine
          key={line}
          id={`${source}-${line}`}
          at={line * LINE}
          bytes={part}
          near={within(near, line * LINE).join()}
          chosen={within(chosen, line * LINE).join()}
        />
      ))}
      {left > 0 && (
        <button type="button" className="quiet" onClick={() => setMore(more * 4)}>
          {PACKET_TEXTS.packet.showMore(left)}
        </button>
      )}
    </>
  );
}

/** A line; ranges are texts, so that equal ones are the same. */
const HexLine = memo(function HexLine(props: {
  id: string;
  at: number;
  bytes: Uint8Array;
  near: string;
  chosen: string;
}) {
  const { id, at, bytes } = props;
  const [near, chosen] = [range(props.near), range(props.chosen)];
  const classOf = (i: number): string | undefined => {
    const names = [isIn(near, i) ? 'near' : '', isIn(chosen, i) ? 'chosen' : ''].join(' ').trim();
    return names === '' ? undefined : names;
  };
  const row = (text: (byte: number, i: number) => string) =>
    Array.from(bytes, (byte, i) => (
      <span key={i} data-at={at + i} className={classOf(i)}>
        {text(byte, i)}
      </span>
    ));
  return (
    <div className="hex" data-line={id}>
      <span className="offset">{at.toString(16).padStart(4, '0')}</span>
      <span className="digits">
        {row((byte, i) => `${byte.toString(16).padStart(2, '0')}${i === 7 ? '  ' : ' '}`)}
      </span>
      <span>{row((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·'))}</span>
    </div>
  );
});

const range = (text: string): number[] => text.split(',').map(Number);
const isIn = ([from, to]: readonly number[], i: number): boolean => i >= from! && i < to!;
