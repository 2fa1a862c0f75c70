/** Bytes that no protocol claims. */
import { field } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  data: field('data.data', 'bytes', 'Data'),
  length: field('data.len', 'i32', 'Length'),
  /** Wireshark fills it only if a preference asks for it, so it is never present. */
  text: field('data.text', 'str', 'Text'),
};

/** Data. */
export const data: Protocol = {
  name: 'data',
  label: 'Data',
  title: 'Data',
  fields: Object.values(F),

  dissect(d, at, length) {
    const captured = Math.max(0, Math.min(length, d.bytes.length - at));
    if (captured === 0 || !d.isTree) return;
    const layer = d.layer(this, at, captured, `Data (${captured} byte${captured === 1 ? '' : 's'})`);
    d.add(layer, F.data, at, captured, d.slice(at, captured));
    d.computed(layer, F.length, captured);
  },
};
