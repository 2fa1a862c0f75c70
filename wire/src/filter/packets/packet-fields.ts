/** The fields of packets: those of a registry, its protocols by name, and what Wireshark derives from the summary line. */
import { field } from '../../core/field.ts';
import type { Field } from '../../core/field.ts';
import type { Registry } from '../../core/registry.ts';
import type { FieldTable } from '../field-table.ts';
import type { FilterVersion } from '../version.ts';

/** Earlier names of fields, by prefix. */
const RENAMED: readonly (readonly [before: RegExp, after: string])[] = [
  [/^ssl(?=\.|$)/, 'tls'],
  [/^bootp(?=\.|$)/, 'dhcp'],
];

/** Fields that a packet has once for each end. */
const BOTH_ENDS = new Set([
  'eth.addr',
  'ip.addr',
  'ipv6.addr',
  'tcp.port',
  'udp.port',
  'ip.host',
  'eth.lg',
  'eth.ig',
]);

/** Fields that are derived from the packet's summary line and notes. */
export const DERIVED = {
  protocolColumn: field('_ws.col.protocol', 'str', 'Protocol'),
  infoColumn: field('_ws.col.info', 'str', 'Info'),
  remark: field('_ws.expert', 'label', 'Expert Info'),
  message: field('_ws.expert.message', 'str', 'Message'),
  malformed: field('_ws.malformed', 'label', 'Malformed Packet'),
} as const;

/** Derived fields that 4.0 does not have. */
const SINCE_44: readonly Field[] = [DERIVED.protocolColumn, DERIVED.infoColumn];

/** What a filter over packets may name. */
export class PacketFields implements FieldTable {
  readonly registry: Registry;
  readonly #fields = new Map<string, Field>();

  constructor(registry: Registry) {
    this.registry = registry;
    for (const own of Object.values(DERIVED)) this.#fields.set(own.name, own);
    for (const protocol of [...registry.protocols, ...registry.streamProtocols]) {
      if (!protocol) continue;
      const { name, title } = protocol;
      if (!this.#fields.has(name)) this.#fields.set(name, { name, title, type: 'proto' });
    }
    for (const own of registry.fields) this.#fields.set(own.name, own);
  }

  /** @inheritdoc */
  field(name: string, version: FilterVersion): Field | undefined {
    const found = this.#fields.get(name);
    return version === '4.0' && found && SINCE_44.includes(found) ? undefined : found;
  }

  /** @inheritdoc */
  get fields(): Iterable<Field> {
    return this.#fields.values();
  }

  /** @inheritdoc */
  renamed(name: string): string | undefined {
    const pair = RENAMED.find(([before]) => before.test(name));
    return pair && name.replace(pair[0], pair[1]);
  }

  /** @inheritdoc */
  hasBothEnds(own: Field): boolean {
    return BOTH_ENDS.has(own.name);
  }

  /** Flags are present in every packet that has the header. */
  isAlwaysThere(own: Field): boolean {
    return own.type === 'bool' && own.name.includes('.flags.');
  }
}

const known = new WeakMap<Registry, PacketFields>();

/** The fields of a registry; made once for each. */
export function packetFields(registry: Registry): PacketFields {
  let fields = known.get(registry);
  if (!fields) known.set(registry, (fields = new PacketFields(registry)));
  return fields;
}
