/** What is selected: a packet. */
import { useSelected } from '../state/address.ts';
import { TEXTS } from '../texts.ts';
import { PacketDetail } from './packet.tsx';
import { RunDetail } from './run-detail.tsx';

/** The selected thing. */
export function Selected() {
  const at = useSelected();
  if (at === undefined) return <p className="empty">{TEXTS.selected.nothing}</p>;
  return 'packet' in at ? <PacketDetail n={at.packet} /> : <RunDetail at={at} />;
}
