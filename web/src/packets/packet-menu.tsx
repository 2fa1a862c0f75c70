/** What is shown beside the table of packets: the menu of a cell, and why a packet has its marks. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useClient } from '../ask/use-ask.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem, MenuPlace } from '../parts/menu.tsx';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { PacketRow } from '../worker/packets.ts';
import type { Overview } from '../worker/session.ts';
import { copy, copyItem, filterItems, streamItems, streamOf } from './actions.ts';
import type { Columns } from './columns.ts';
import { cellText } from './packet-row.tsx';

/** The menu of a cell: filter by it, follow, copy. */
export function usePacketMenu(
  overview: Overview,
  columns: Columns,
): { shown: ReactNode; open(row: PacketRow, column: string, where: MenuPlace): Promise<void> } {
  const client = useClient();
  const [menu, setMenu] = useState<{ place: MenuPlace; items: readonly (MenuItem | undefined)[] }>();
  const open = async (row: PacketRow, column: string, where: MenuPlace): Promise<void> => {
    const filter = await client.ask('cellFilter', { n: row.number, column });
    const { menu: texts } = PACKET_TEXTS;
    const streams = streamItems(streamOf(row));
    setMenu({
      place: where,
      items: [
        ...filterItems(filter),
        ...(filter === undefined ? [] : [undefined]),
        ...streams,
        ...(streams.length === 0 ? [] : [undefined]),
        copyItem(texts.copyCell, cellText(row, column, overview, columns)),
        ...(filter === undefined ? [] : [copyItem(texts.copyFilter, filter)]),
        {
          title: texts.copyPacket,
          act: () => void client.ask('packetText', { n: row.number }).then(copy),
        },
      ],
    });
  };
  const shown = menu !== undefined && (
    <Menu
      label={PACKET_TEXTS.menu.label}
      items={menu.items}
      place={menu.place}
      onClose={() => setMenu(undefined)}
    />
  );
  return { shown, open };
}

/** Why a packet has its marks, beside the pointer. */
export function useWhy(): {
  shown: ReactNode;
  show(row: PacketRow | undefined, x: number, y: number): Promise<void>;
  hide(): void;
} {
  const client = useClient();
  const [tip, setTip] = useState<{ x: number; y: number; text: string }>();
  const show = async (row: PacketRow | undefined, x: number, y: number): Promise<void> => {
    if (row?.tcp === undefined || row.tcp.analysis.length === 0) return setTip(undefined);
    const whys = await client.ask('whys', { n: row.number });
    setTip(whys.length === 0 ? undefined : { x, y, text: whys.map(({ text }) => text).join(' ') });
  };
  const shown = tip !== undefined && (
    <p
      className="tip"
      role="tooltip"
      style={{ left: Math.min(tip.x + 12, innerWidth - 440), top: Math.min(tip.y + 16, innerHeight - 90) }}
    >
      {tip.text}
    </p>
  );
  return { shown, show, hide: () => setTip(undefined) };
}
