/** What was said in a conversation, in order and each byte once: as text, as hexadecimal numbers, or escaped. */
import { escape } from '@wireside/trace';
import { hexDump, printable } from '@wireside/wire';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { go, select, useAddress } from '../state/address.ts';
import { useSetting } from '../state/settings.ts';
import '../style/packets.css';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Conversation, Layer, Turn } from '../worker/packets-streams.ts';
import { StreamChoice } from './stream-choice.tsx';
import { streamWord, useStream } from './use-stream.ts';

const TEXTS = PACKET_TEXTS.followed;
/** Bytes that are shown at first, and more each time that more are wanted. */
const STEP = 64 * 1024;

type View = keyof typeof TEXTS.views;
type Way = keyof typeof TEXTS.ways;

/** The view. */
export function Follow() {
  const { chosen, all, choose } = useStream();
  if (all === undefined) return undefined;
  if (chosen === undefined) return <p className="empty">{TEXTS.none}</p>;
  return (
    <div className="follow">
      <Followed
        key={streamWord(chosen)}
        chosen={chosen}
        choice={<StreamChoice label={TEXTS.choose} all={all} chosen={chosen} onChoose={choose} />}
      />
    </div>
  );
}

function Followed({ chosen, choice }: { chosen: Conversation; choice: ReactNode }) {
  const { protocol, stream } = chosen;
  const [layer, setLayer] = useState<Layer>(protocol);
  const [way, setWay] = useState<Way>('both');
  const [most, setMost] = useState(STEP);
  const [kept, setView] = useSetting('follow.view', 'text');
  const view: View = kept in TEXTS.views ? (kept as View) : 'text';
  const [, setFilter] = useAddress('filter');
  const { value } = useAsk('followed', { protocol, stream, layer, way, most });
  if (value === undefined) return choice;
  const offsets = { client: 0, server: 0 };
  return (
    <>
      <div className="tools">
        {choice}
        <Choice
          label={TEXTS.layer}
          value={layer}
          of={value.layers}
          texts={TEXTS.layers}
          onChange={(next) => setLayer(next)}
        />
        <Choice
          label={TEXTS.way}
          value={way}
          of={['both', 'client', 'server']}
          texts={TEXTS.ways}
          onChange={(next) => setWay(next)}
        />
        <Choice
          label={TEXTS.view}
          value={view}
          of={['text', 'hex', 'escaped']}
          texts={TEXTS.views}
          onChange={setView}
        />
        <button
          type="button"
          onClick={() => {
            setFilter(chosen.filter);
            go({ tab: 'packets' });
          }}
        >
          {TEXTS.filter}
        </button>
        <span className="soft">{TEXTS.total(value.total.client, value.total.server)}</span>
      </div>
      <div className="turns" tabIndex={0} role="log" aria-label={PACKET_TEXTS.follow}>
        {value.turns.length === 0 && <p className="empty">{TEXTS.nothing}</p>}
        {value.turns.map((turn, i) => {
          const offset = offsets[turn.from];
          offsets[turn.from] += turn.missing + turn.bytes.length;
          return <TurnView key={i} turn={turn} offset={offset} view={view} name={value[turn.from]} />;
        })}
        {value.left > 0 && (
          <button type="button" onClick={() => setMost(most * 4)}>
            {TEXTS.more(value.left)}
          </button>
        )}
      </div>
    </>
  );
}

function TurnView({ turn, offset, view, name }: { turn: Turn; offset: number; view: View; name: string }) {
  const { from, packet, bytes, missing } = turn;
  const title = `${TEXTS.sides[from]} ${name}`;
  return (
    <section className={`turn ${from}`} aria-label={TEXTS.turn(title, packet, bytes.length)}>
      <button type="button" className="quiet" onClick={() => select({ packet })}>
        <b>{from === 'client' ? '→' : '←'}</b>{' '}
        {TEXTS.turn(title, packet, missing > 0 ? missing : bytes.length)}
      </button>
      {missing > 0 ? (
        <p className="gap">{TEXTS.missing(missing)}</p>
      ) : (
        <pre>{shown(bytes, view, offset)}</pre>
      )}
    </section>
  );
}

function shown(bytes: Uint8Array, view: View, offset: number): string {
  if (view === 'hex') return hexDump(bytes, offset);
  if (view === 'text') return printable(bytes);
  return escape(new TextDecoder('latin1').decode(bytes)).replaceAll('\\n', '\\n\n');
}

function Choice<T extends string>(props: {
  label: string;
  value: T;
  of: readonly NoInfer<T>[];
  texts: Readonly<Record<NoInfer<T>, string>>;
  onChange(value: NoInfer<T>): void;
}) {
  const { label, value, of, texts, onChange } = props;
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value as T)}>
      {of.map((one) => (
        <option key={one} value={one}>
          {texts[one]}
        </option>
      ))}
    </select>
  );
}
