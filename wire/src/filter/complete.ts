/** Names of fields that fit what someone has typed so far. */
import { registry as defaultRegistry } from '../protocols/all.ts';
import type { FieldType } from '../protocols/field.ts';
import type { Registry } from '../protocols/registry.ts';
import type { FieldTable } from './field-table.ts';
import { packetFields } from './packets/packet-fields.ts';

/** One name that fits. */
export interface Completion {
  name: string;
  type: FieldType;
  /** What people read in the tree. */
  description: string;
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
