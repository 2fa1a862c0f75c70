/** Distinguished names, in the tree and as text (RFC 5280 section 4.1.2.4). */
import type { Dissection } from '../../core/dissection.ts';
import type { Field, Item } from '../../core/field.ts';
import { TAG, children, oidText } from './der.ts';
import type { Der } from './der.ts';
import { N } from './fields.ts';
import { oidName, oidWithName } from './oids.ts';
import { stringText } from './text.ts';

/** One attribute of a name. */
export interface NamePart {
  readonly oid: string;
  readonly value: string;
}

/** A name's attributes in the order of the certificate. */
export function nameParts(name: Der): NamePart[] {
  return children(name).flatMap((set) =>
    children(set).flatMap((pair) => {
      const [oid, value] = children(pair);
      return oid && value ? [{ oid: oidText(oid), value: stringText(value) }] : [];
    }),
  );
}

/** A name in one line, the most specific attribute first, as Wireshark writes it. */
export function nameText(parts: readonly NamePart[]): string {
  return parts
    .map(({ oid, value }) => `${oidName(oid)}=${value}`)
    .toReversed()
    .join(',');
}

/** Attributes with their own field; others are shown by the type of their string. */
const BY_TYPE: Readonly<Record<string, Field>> = {
  '2.5.4.6': N.countryName,
  // The country where a company is registered, in extended validation certificates.
  '1.3.6.1.4.1.311.60.2.1.3': N.countryName,
};
const BY_TAG: Readonly<Record<number, Field>> = {
  [TAG.printableString]: N.printableString,
  [TAG.utf8String]: N.utf8String,
  [TAG.teletexString]: N.teletexString,
  [TAG.universalString]: N.universalString,
  [TAG.bmpString]: N.bmpString,
  [TAG.ia5String]: N.ia5String,
};

/** A name's attributes as items; offsets are those of `d.bytes`. */
export function nameTree(d: Dissection, parent: Item, name: Der): void {
  for (const set of children(name)) {
    for (const pair of children(set)) {
      const [oid, value] = children(pair);
      if (!oid || !value || oid.tag !== TAG.oid) continue;
      const type = oidText(oid);
      const said = stringText(value);
      const line = `RelativeDistinguishedName item (${oidName(type)}=${said})`;
      const item = d.add(parent, N.element, pair.at, pair.end - pair.at, undefined, line);
      d.add(item, N.oid, oid.from, oid.end - oid.from, type, `Object Id: ${oidWithName(type)}`);
      const field = BY_TYPE[type] ?? BY_TAG[value.tag];
      if (field) d.add(item, field, value.from, value.end - value.from, said);
    }
  }
}
