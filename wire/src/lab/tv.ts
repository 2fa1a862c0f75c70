/** The lab's Internet TV: datagrams to a multicast group, six bytes of sender id and a line of text. */
import type { Packets } from '../core/packets.ts';
import { text } from '../basics/bytes.ts';
import { TRAITS } from '../table/table.ts';
import { field } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';
import { isPlainText } from './pmu-text.ts';

const F = {
  id: field('tv.id', 'str', 'Sender id'),
  isStation: field('tv.station', 'bool', 'From the station'),
  text: field('tv.text', 'str', 'Text'),
};

const ID_LENGTH = 6;
const STATION = 'swcmTV';

/** TV. */
export const tv: Protocol = {
  name: 'tv',
  label: 'TV',
  title: 'Internet TV',
  fields: Object.values(F),
  claims: { udp: [5005, 10_505] },

  dissect(d, at, length) {
    const captured = d.bytes.subarray(at, at + length);
    const id = text(captured.subarray(0, ID_LENGTH));
    const isKnownId = id === STATION || /^\d{6}$/.test(id);
    // Other protocols use these ports too: an unknown id is accepted only in text sent to a group.
    if (length < ID_LENGTH || !isPlainText(captured) || !(isKnownId || isToGroup(d.capture, d.row))) {
      return d.rest(at, length);
    }
    const line = text(d.slice(at + ID_LENGTH, length - ID_LENGTH));
    const layer = d.layer(this, at, length, `Internet TV, from ${id}`);
    d.summary('TV', line === '' ? `${id} (no text)` : `${id}: ${line.trimEnd()}`);
    d.add(layer, F.id, at, ID_LENGTH, id);
    d.computed(layer, F.isStation, id === STATION);
    if (line !== '') d.add(layer, F.text, at + ID_LENGTH, length - ID_LENGTH, line);
  },
};

/** Whether an IPv4 packet goes to a multicast group, 224.0.0.0/4. */
function isToGroup({ table, bytes }: Packets, row: number): boolean {
  const at = table.offset[row]! + table.network[row]! + 16;
  return (table.traits[row]! & TRAITS.ip4) !== 0 && bytes[at]! >>> 4 === 14;
}
