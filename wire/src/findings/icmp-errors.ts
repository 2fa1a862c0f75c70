/** ICMP errors, and the packet that each quotes. */
import { derivedKey } from '../core/derived.ts';
import type { Capture } from '../core/capture.ts';
import { CODES as CODES_V4 } from '../protocols/icmp-names.ts';
import { CODES as CODES_V6 } from '../protocols/icmpv6/names.ts';
import { endpointText } from '../streams/tcp-streams.ts';
import { fieldsOf, rowsOfProtocol } from './packets.ts';

/** One error (RFC 792; RFC 4443). */
export interface IcmpError {
  /** Its packet, counted from 1. */
  readonly packet: number;
  /** Who sent it: the destination itself, or a router on the way. */
  readonly by: string;
  readonly protocol: 'tcp' | 'udp';
  /** Ends of the quoted packet as `address:port`, and its destination without the port. */
  readonly from: string;
  readonly to: string;
  readonly host: string;
  readonly port: number;
  /** `Port unreachable`, `Communication administratively filtered`, as Wireshark names the code. */
  readonly reason: string;
}

/** The numbers of two versions of ICMP: types that say that a packet did not arrive, with their codes' names. */
const VERSIONS = [
  { protocol: 'icmp', ip: 'ip', types: new Set([3, 11]), codes: CODES_V4 },
  { protocol: 'icmpv6', ip: 'ipv6', types: new Set([1, 3]), codes: CODES_V6 },
] as const;

const ERRORS = derivedKey<readonly IcmpError[]>('ICMP errors for findings');

/** The errors about TCP segments and UDP datagrams, in the order of their packets, of each version. */
export function icmpErrorsOf(capture: Capture): readonly IcmpError[] {
  return capture.derived(ERRORS, () =>
    VERSIONS.flatMap((version) =>
      rowsOfProtocol(capture, version.protocol).flatMap((row) => errorOf(capture, row, version)),
    ),
  );
}

function errorOf(
  capture: Capture,
  row: number,
  { protocol, ip, types, codes }: (typeof VERSIONS)[number],
): IcmpError[] {
  const fields = fieldsOf(capture, row);
  const [type, code] = [fields.number(`${protocol}.type`), fields.number(`${protocol}.code`)];
  if (type === undefined || code === undefined || !types.has(type)) return [];
  // The first address is that of the error's own header, the second that of the packet it quotes.
  const [by, source] = fields.texts(`${ip}.src`);
  const host = fields.texts(`${ip}.dst`)[1];
  const quoted = (['tcp', 'udp'] as const).find((name) => fields.has(`${name}.dstport`));
  if (by === undefined || source === undefined || host === undefined || quoted === undefined) return [];
  const [own, port] = [fields.number(`${quoted}.srcport`), fields.number(`${quoted}.dstport`)];
  const reason = codes[type]?.[code];
  if (own === undefined || port === undefined || reason === undefined) return [];
  return [
    {
      packet: row + 1,
      by,
      protocol: quoted,
      from: endpointText({ address: source, port: own }),
      to: endpointText({ address: host, port }),
      host,
      port,
      reason,
    },
  ];
}
