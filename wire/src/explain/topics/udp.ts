/** UDP conversations: datagrams each way, answered or not; there is no opening and no closing. */
import { ADDRESS } from '../../table/addresses.ts';
import { endpointText, udpStreams } from '../../streams/tcp-streams.ts';
import { sideOf } from '../../conversations/opening.ts';
import type { UdpStream } from '../../streams/tcp-streams.ts';
import { countText, durationText, packetsText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';

const MAX_STREAMS = 12;
/** Maximum datagrams of a conversation that are listed one by one. */
const MAX_DATAGRAMS = 6;

/** At most one section, with a few sentences for each conversation; name lookups are under DNS. */
export function explainUdp(context: ExplainContext): Section[] {
  const { capture } = context;
  const names = new Set([
    ...(context.rowsOf.get('dns') ?? []),
    ...(context.rowsOf.get('mdns') ?? []),
    ...(context.rowsOf.get('llmnr') ?? []),
  ]);
  const streams = udpStreams(capture).filter(({ rows }) => !names.has(rows[0]!));
  if (streams.length === 0) return [];
  const paragraphs: Paragraph[] = [
    paragraph(
      'UDP sends single datagrams. Nothing opens or closes a conversation, and nothing is acknowledged or sent again unless the programs do so themselves; a datagram that was sent may never have arrived.',
    ),
  ];
  for (const stream of streams.slice(0, MAX_STREAMS)) paragraphs.push(...talk(context, stream));
  if (streams.length > MAX_STREAMS) {
    context.leftOut.push(
      `${countText(streams.length - MAX_STREAMS, 'UDP conversation')} more; the filter "udp.stream == n" shows one.`,
    );
  }
  return [{ topic: 'udp', title: 'UDP', paragraphs }];
}

function talk(context: ExplainContext, stream: UdpStream): Paragraph[] {
  const { capture } = context;
  const { table } = capture;
  const { rows } = stream;
  const sent = { client: [] as number[], server: [] as number[] };
  const bytes = { client: 0, server: 0 };
  for (const row of rows) {
    const side = sideOf(capture, row);
    sent[side].push(row + 1);
    bytes[side] += table.payloadLength[row]!;
  }
  const [client, server] = [endpointText(stream.client), endpointText(stream.server)];
  const group = isGroup(context, stream)
    ? ', a multicast group: every host that has joined it receives them'
    : '';
  const first = `Stream ${stream.id}: ${client} sent ${countText(sent.client.length, 'datagram')} with ${countText(bytes.client, 'byte')} to ${server}${group} (${packetsText(sent.client)})`;
  const duration = durationText(table.between(rows[0]!, rows.at(-1)!));
  const answers =
    sent.server.length > 0
      ? `; ${server} sent ${countText(sent.server.length, 'datagram')} with ${countText(bytes.server, 'byte')} back (${packetsText(sent.server)}), the first ${durationText(table.between(rows[0]!, sent.server[0]! - 1))} after the conversation began.`
      : group
        ? '.'
        : '; there was no answer in this capture.';
  const length = rows.length > 1 ? ` It lasted ${duration}.` : '';
  const paragraphs = [paragraph(first + answers + length, [rows[0]! + 1, rows.at(-1)! + 1])];
  for (const row of rows.subarray(0, MAX_DATAGRAMS)) {
    const { protocol, info } = capture.summary(row);
    const at = table.payload[row]!;
    const payload = capture.frame(row).subarray(at, at + table.payloadLength[row]!);
    const content =
      protocol === 'UDP'
        ? isText(payload)
          ? context.quoted(payload)
          : countText(payload.length, 'byte')
        : `${protocol}, ${info}`;
    const way = sideOf(capture, row) === 'client' ? `${client} → ${server}` : `${server} → ${client}`;
    paragraphs.push(paragraph(`Packet ${row + 1}, ${way}: ${content}.`, [row + 1]));
  }
  if (rows.length > MAX_DATAGRAMS) {
    context.leftOut.push(
      `${countText(rows.length - MAX_DATAGRAMS, 'datagram')} more of UDP stream ${stream.id}; the filter "udp.stream == ${stream.id}" shows them.`,
    );
  }
  return paragraphs;
}

/** Whether the conversation goes to a multicast address (RFC 5771, RFC 4291 section 2.7). */
function isGroup({ capture }: ExplainContext, stream: UdpStream): boolean {
  const { addresses, udp } = capture;
  const id = udp.serverAddress[stream.id]!;
  const word = addresses.words[id * 4]!;
  if (addresses.kinds[id] === ADDRESS.ip4) return word >>> 28 === 14;
  return addresses.kinds[id] === ADDRESS.ip6 && word >>> 24 === 0xff;
}

/** Whether nearly all bytes are printable. */
export function isText(bytes: Uint8Array): boolean {
  const some = bytes.subarray(0, 512);
  let odd = 0;
  for (const byte of some) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) odd++;
  return (
    some.length > 0 &&
    odd * 50 < some.length &&
    !new TextDecoder().decode(some.subarray(0, 500)).slice(0, -3).includes('\ufffd')
  );
}
