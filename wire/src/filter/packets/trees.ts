/** Values of fields from a packet's tree; a row is dissected once, however many fields are read. */
import type { Capture } from '../../core/capture.ts';
import type { Dissection } from '../../core/dissection.ts';
import type { Field, Item } from '../../core/field.ts';
import type { FieldRequest } from '../field-table.ts';
import type { Scalar } from '../kinds.ts';
import { DERIVED } from './packet-fields.ts';
import { scalarOf } from '../scalars.ts';
import type { Range } from '../syntax/syntax.ts';

/** An item and the number of its layer among those of the same protocol, counted from 1. */
interface Place {
  readonly item: Item;
  readonly layer: number;
  readonly protocol: string;
}

const NOTHING: readonly Scalar[] = [];
const REMARKS: readonly Field[] = [DERIVED.remark, DERIVED.message, DERIVED.malformed];
/** Labels that Wireshark counts as expert information. */
const EXPERT = /^tcp\.(analysis\.(?!flags$)|connection\.)/;

/** The trees of a capture's packets, one at a time. */
export class PacketTrees {
  readonly #capture: Capture;
  readonly #wanted = new Map<string, Place[]>();
  /** Layers so far of each protocol. */
  readonly #layers = new Map<string, number>();
  /** Texts of the row's notes, if they are needed. */
  #messages: string[] = [];
  #isListening = false;
  #hasFrame = false;
  #row = -1;
  #dissection: Dissection | undefined;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** A function that returns a field's values in a row. */
  reader(request: FieldRequest): (row: number) => readonly Scalar[] {
    const { field, layers, isRaw, isWide } = request;
    const { name } = field;
    if (name === DERIVED.infoColumn.name) return (row) => [this.#capture.summary(row).info];
    if (name === DERIVED.protocolColumn.name) return (row) => [this.#capture.summary(row).protocol];
    // All readers register their fields before the first row is read, so one walk serves them all.
    this.#wanted.set(name, []);
    this.#hasFrame ||= name.startsWith('frame');
    if (REMARKS.includes(field)) return this.#remarkReader(field);
    return (row) => {
      const d = this.#at(row);
      const places = this.#wanted.get(name)!;
      if (places.length === 0) return NOTHING;
      const kept = layers ? places.filter((place) => isIn(layers, place, this.#layers)) : places;
      const values: Scalar[] = [];
      for (const { item } of kept) {
        const value = isRaw
          ? rawOf(d, item)
          : field.type === 'proto'
            ? protocolBytes(d, item, isWide)
            : item.value;
        const scalar = isRaw ? (value as Uint8Array | undefined) : scalarOf(field, value);
        if (scalar !== undefined) values.push(scalar);
      }
      return values;
    };
  }

  /** Notes: their presence, their texts, or whether one says that the packet is malformed. */
  #remarkReader(field: Field): (row: number) => readonly Scalar[] {
    this.#isListening = true;
    return (row) => {
      this.#at(row);
      if (field === DERIVED.message) return this.#messages;
      const isMalformed = field === DERIVED.malformed;
      const count = this.#messages.filter(
        (text) => !isMalformed || text.startsWith('Malformed Packet'),
      ).length;
      return Array.from({ length: count }, () => 1);
    };
  }

  #at(row: number): Dissection {
    if (this.#row === row && this.#dissection) return this.#dissection;
    const d = this.#capture.dissect(row);
    for (const places of this.#wanted.values()) places.length = 0;
    this.#layers.clear();
    this.#messages = [];
    if (this.#hasFrame) this.#walk(d.frame, 1, 'frame');
    for (const layer of d.layers) {
      const { name } = layer.field;
      const number = (this.#layers.get(name) ?? 0) + 1;
      this.#layers.set(name, number);
      this.#walk(layer, number, name);
    }
    this.#row = row;
    this.#dissection = d;
    return d;
  }

  #walk(item: Item, layer: number, protocol: string): void {
    const { name, type } = item.field;
    this.#wanted.get(name)?.push({ item, layer, protocol });
    if (this.#isListening && type === 'label') {
      if (name === DERIVED.remark.name) this.#messages.push((item.text ?? '').replace(/^\[|\]$/g, ''));
      else if (EXPERT.test(name)) this.#messages.push(item.field.title);
    }
    for (const child of item.children) this.#walk(child, layer, protocol);
  }
}

function isIn(ranges: readonly Range[], place: Place, layers: ReadonlyMap<string, number>): boolean {
  const count = layers.get(place.protocol) ?? 1;
  const counted = (number: number): number => (number < 0 ? count + 1 + number : number);
  return ranges.some(({ from, to }) => {
    const end = to === undefined ? count + 1 : counted(to);
    return place.layer >= counted(from) && place.layer < end;
  });
}

/** The bytes that an item was read from; undefined for a computed item. */
function rawOf(d: Dissection, { source, offset, length }: Item): Uint8Array | undefined {
  return length > 0 ? d.sources[source]!.bytes.subarray(offset, offset + length) : undefined;
}

/** A protocol's bytes: its header, or for TCP and for a search everything up to the end of the packet that carries it. */
function protocolBytes(d: Dissection, item: Item, isWide = false): Uint8Array | undefined {
  const { name } = item.field;
  if (name === 'frame' || (!isWide && name !== 'tcp')) return item.value as Uint8Array | undefined;
  const { bytes } = d.sources[item.source]!;
  return bytes.subarray(item.offset, item.source === 0 ? endOf(d, item) : bytes.length);
}

/** Where the innermost IP packet around an item ends; the frame's end if there is none. */
function endOf(d: Dissection, item: Item): number {
  let end = d.sources[0]!.bytes.length;
  for (const layer of d.layers) {
    if (layer === item && layer.field.name !== 'ip' && layer.field.name !== 'ipv6') break;
    const length = layer.source === 0 ? announcedLength(layer) : undefined;
    if (length !== undefined) end = Math.min(end, layer.offset + length);
    if (layer === item) break;
  }
  return end;
}

function announcedLength(layer: Item): number | undefined {
  const own = layer.field.name === 'ip' ? 'ip.len' : layer.field.name === 'ipv6' ? 'ipv6.plen' : undefined;
  if (!own) return undefined;
  const value = layer.children.find((child) => child.field.name === own)?.value;
  return typeof value === 'number' && value > 0 ? value + (own === 'ipv6.plen' ? 40 : 0) : undefined;
}
