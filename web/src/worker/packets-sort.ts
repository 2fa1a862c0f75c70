/** The order of packets by a column: keys as numbers or texts, and the sort. */
import type { Capture, Field } from '@wireside/wire';
import { markNames, NO_STREAM, packetFields, packetValues, valueText } from '@wireside/wire';
import { inSlices } from './breath.ts';

/** One key for each place of a list. */
export type Keys = Float64Array | readonly string[];

const byText = new Intl.Collator('en', { numeric: true });

/** The keys of a list of rows by a column. @throws {SupersededError} when they are no longer wanted */
export async function sortKeys(
  capture: Capture,
  rows: Uint32Array,
  column: string,
  isWanted: () => boolean,
): Promise<Keys> {
  const { table } = capture;
  const numbers = (key: (row: number, place: number) => number): Float64Array => {
    const keys = new Float64Array(rows.length);
    for (let place = 0; place < rows.length; place++) keys[place] = key(rows[place]!, place);
    return keys;
  };
  const texts = (key: (row: number) => string | number): Promise<Keys> => textKeys(rows, key, isWanted);
  switch (column) {
    case 'number':
      return numbers((row) => row);
    case 'time':
      return numbers((row) => capture.time(row));
    case 'delta':
      return numbers((row, place) => (place === 0 ? 0 : capture.time(row) - capture.time(rows[place - 1]!)));
    case 'length':
      return numbers((row) => table.length[row]!);
    case 'stream':
      return numbers((row) => (table.stream[row] === NO_STREAM ? Infinity : table.stream[row]!));
    case 'source':
    case 'destination': {
      const ids = table[column];
      const rank = ranks(
        capture,
        new Set(rows.length < capture.count ? [...rows].map((row) => ids[row]!) : ids),
      );
      return numbers((row) => rank.get(ids[row]!)!);
    }
    case 'marks':
      return texts((row) => markNames(table.marks[row]!).join(' '));
    case 'protocol':
    case 'info':
      return texts((row) => capture.summary(row)[column]);
    default: {
      const field = fieldOf(capture, column);
      if (field === undefined) return numbers((row) => row);
      const read = packetValues(capture, field);
      return texts((row) => {
        const [value] = read(row);
        if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
          return Number(value);
        return value === undefined ? '' : valueText(field, value);
      });
    }
  }
}

/** Keys that take a while to find; numbers if all of them are. */
async function textKeys(
  rows: Uint32Array,
  key: (row: number) => string | number,
  isWanted: () => boolean,
): Promise<Keys> {
  const keys: (string | number)[] = [];
  await inSlices(
    0,
    rows.length,
    (from, to) => {
      for (let place = from; place < to; place++) keys.push(key(rows[place]!));
    },
    isWanted,
  );
  if (!keys.every((one) => typeof one === 'number' || one === '')) return keys.map(String);
  return Float64Array.from(keys, (one) => (typeof one === 'number' ? one : Infinity));
}

/** The rows in the order of their keys; those with equal keys as they were captured, those without a key last. */
export function sortRows(rows: Uint32Array, keys: Keys, isDown: boolean): Uint32Array {
  const places = Uint32Array.from({ length: rows.length }, (_, place) => place);
  const isMissing = (place: number): boolean => keys[place] === Infinity || keys[place] === '';
  const sign = isDown ? -1 : 1;
  places.sort((a, b) => {
    if (keys[a] === keys[b]) return a - b;
    if (isMissing(a)) return 1;
    if (isMissing(b)) return -1;
    return keys[a]! < keys[b]! ? -sign : sign;
  });
  return places.map((place) => rows[place]!);
}

/** The place of each address among all, by its text. */
function ranks({ addresses }: Capture, ids: ReadonlySet<number>): Map<number, number> {
  const sorted = [...ids].map((id) => [id, addresses.text(id)] as const);
  sorted.sort((a, b) => byText.compare(a[1], b[1]));
  return new Map(sorted.map(([id], rank) => [id, rank]));
}

/** A field of packets by its name. */
export function fieldOf(capture: Capture, name: string): Field | undefined {
  return packetFields(capture.registry).field(name, '4.4');
}
