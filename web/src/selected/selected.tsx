/** What is selected: a packet. */
import { useSelected } from '../state/address.ts';
import { TEXTS } from '../texts.ts';
import { PacketDetail } from './packet.tsx';

/** The selected thing. */
export function Selected() {
  const at = useSelected();
  if (at === undefined || !('packet' in at)) return <p className="empty">{TEXTS.selected.nothing}</p>;
  return <PacketDetail n={at.packet} />;
}
