/** The fields of one packet by name, so that topics need no code of the protocols. */
import type { Item, Value } from '../core/field.ts';
import { valueText } from '../protocols/text.ts';

/** Every item of a tree by its field's name, in the order of the tree. */
export class PacketFields {
  readonly #items = new Map<string, Item[]>();

  constructor(layers: readonly Item[]) {
    for (const layer of layers) this.#add(layer);
  }

  /** The first value of a field, or undefined. */
  value(name: string): Value {
    return this.#items.get(name)?.[0]?.value;
  }

  /** The first value as a number. */
  number(name: string): number | undefined {
    const value = this.value(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** The first value as text, or undefined. */
  text(name: string): string | undefined {
    return this.texts(name)[0];
  }

  /** All values as text. */
  texts(name: string): string[] {
    return this.items(name).map(({ field, value }) => valueText(field, value));
  }

  /** The names of all values, without their numbers if there is a name. */
  names(name: string): string[] {
    return this.items(name).map(({ field, value }) =>
      typeof value === 'number'
        ? (field.names?.get(value) ?? valueText(field, value))
        : valueText(field, value),
    );
  }

  /** All items of a field. */
  items(name: string): readonly Item[] {
    return this.#items.get(name) ?? [];
  }

  /** Whether the packet has a field or a protocol. */
  has(name: string): boolean {
    return this.#items.has(name);
  }

  #add(item: Item): void {
    const list = this.#items.get(item.field.name);
    if (list) list.push(item);
    else this.#items.set(item.field.name, [item]);
    for (const child of item.children) this.#add(child);
  }
}
