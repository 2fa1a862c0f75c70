/** The selected packet: why it has its marks, the tree of its fields, its bytes; each shows where the other is. */
import { escape } from '@wireside/trace';
import { useCallback, useMemo, useState } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import { Bytes } from './bytes.tsx';
import { PacketTree } from './packet-tree.tsx';
import { fieldAt } from './packet-lines.ts';

const TEXTS = PACKET_TEXTS.packet;

/** Packet `n`. */
export function PacketDetail({ n }: { n: number }) {
  const { value: packet, isPending } = useAsk('packet', { n });
  // The path of the field that is selected in it: names and places from the outermost in.
  const [chosen, choose] = useState<string>();
  const lines = useMemo(() => packet?.items ?? [], [packet]);
  const onByte = useCallback(
    (source: number, offset: number) => choose(fieldAt(lines, source, offset)?.path),
    [lines],
  );
  if (packet === undefined) return isPending ? undefined : <p className="empty">{TEXTS.gone(n)}</p>;
  const text = chosen === undefined ? undefined : fieldOf(lines, chosen);
  return (
    <div className="packet" key={n}>
      <h3>{TEXTS.title(packet.n)}</h3>
      {packet.comments.map((comment, i) => (
        <p className="comment" key={i}>
          <b>{TEXTS.comment}</b> {escape(comment)}
        </p>
      ))}
      {packet.whys.map(({ mark, text: why }) => (
        <p className="why" key={mark}>
          <b>{mark.replaceAll('_', ' ')}</b> {why}
        </p>
      ))}
      <PacketTree
        items={packet.items}
        sources={packet.sources}
        n={packet.n}
        chosen={chosen}
        onChoose={choose}
      />
      <Bytes sources={packet.sources} items={packet.items} chosen={text} onChoose={onByte} />
    </div>
  );
}

function fieldOf(items: Parameters<typeof fieldAt>[0], path: string) {
  let level = items;
  let found: (typeof items)[number] | undefined;
  for (const step of path.split('/')) {
    found = level[Number(step)];
    if (found === undefined) return undefined;
    level = found.children;
  }
  return found;
}
