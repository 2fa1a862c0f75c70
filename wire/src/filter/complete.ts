/** Completion of field names. */
import { registry as defaultRegistry } from '../protocols/all.ts';
import type { FieldType } from '../core/field.ts';
import type { Registry } from '../core/registry.ts';
import type { FieldTable } from './field-table.ts';
import { packetFields } from './packets/packet-fields.ts';

/** One completion. */
export interface Completion {
  readonly name: string;
  readonly type: FieldType;
  /** The name shown in the tree. */
  readonly description: string;
}

/** Fields and protocols of a registry whose names begin with `prefix`, by name; those only one level down come first. */
export function completeField(prefix: string, registry: Registry = defaultRegistry): Completion[] {
  return completeFrom(prefix, packetFields(registry));
}

/** The same over any table of fields. */
export function completeFrom(prefix: string, table: FieldTable): Completion[] {
  const wanted = prefix.toLowerCase();
  const found = Array.from(table.fields).filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const levels = (name: string): number => name.slice(prefix.length).split('.').length;
  found.sort((a, b) => levels(a.name) - levels(b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return found.map(({ name, type, title }) => ({ name, type, description: title }));
}
