/** What an eavesdropper learns: readable contents, names, and what encryption cannot hide. */
import { TcpStream, endpointText } from '../../streams/tcp-streams.ts';
import { sideOf } from '../../conversations/opening.ts';
import { rowsOf, streamRows } from '../../core/stream-rows.ts';
import { listText, packetsText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';
import { isText } from './udp.ts';

/** Maximum streams examined. */
const MAX_STREAMS = 40;
/** Maximum conversations listed in one sentence. */
const MAX_LISTED = 6;

/** The start of SSH (RFC 4253 section 4.2), in plaintext. */
const SSH = [0x53, 0x53, 0x48, 0x2d];

type Kind = 'readable' | 'encrypted' | 'binary' | 'empty';

/** One section, for captures with data. */
export function explainEavesdropper(context: ExplainContext): Section[] {
  const { capture } = context;
  const judged: Record<Kind, { text: string; packet: number }[]> = {
    readable: [],
    encrypted: [],
    binary: [],
    empty: [],
  };
  const streams = Math.min(capture.tcp.flows.count, MAX_STREAMS);
  for (let id = 0; id < streams; id++) {
    const { kind, packet } = judge(context, id);
    const { client, server } = new TcpStream(capture, id);
    judged[kind].push({ text: `${endpointText(client)} ↔ ${endpointText(server)}`, packet });
  }
  const paragraphs: Paragraph[] = [];
  const tell = (kind: Kind, before: string, after: string): void => {
    const list = judged[kind];
    if (list.length === 0) return;
    const named = list.slice(0, MAX_LISTED).map(({ text, packet }) => `${text} (from packet ${packet})`);
    if (list.length > MAX_LISTED) named.push(`${list.length - MAX_LISTED} more`);
    paragraphs.push(
      paragraph(`${before} ${listText(named)}. ${after}`, list.map(({ packet }) => packet).slice(0, 20)),
    );
  };
  tell(
    'readable',
    'Everything is readable in',
    'Nothing is encrypted there: anyone on the path can read it, and change it.',
  );
  tell('binary', 'Not text, but apparently not encrypted:', 'Anyone who knows the protocol can read it.');
  tell(
    'encrypted',
    'The data is not readable in',
    'TLS or SSH protects it after the handshake: reading it requires the keys, and a change would be detected.',
  );
  const secrets = passwords(context);
  if (secrets) paragraphs.push(secrets);
  if (paragraphs.length === 0 && capture.udp.count === 0) return [];
  if (capture.udp.count > 0 && judged.readable.length === 0) {
    paragraphs.push(paragraph('The UDP data here can be read, unless the programs encrypt it themselves.'));
  }
  paragraphs.push(
    paragraph(
      'Encrypted or not, an eavesdropper sees who communicates with whom (addresses and ports), when, how often and how much, the names looked up with DNS, and in most TLS connections the server name in the Client Hello.',
    ),
  );
  return [{ topic: 'eavesdropper', title: 'What an eavesdropper could read', paragraphs }];
}

/** Classifies a stream by the first payload of each side. */
function judge({ capture }: ExplainContext, stream: number): { kind: Kind; packet: number } {
  const { table } = capture;
  const seen = new Set<string>();
  const kinds: Kind[] = [];
  let packet = 0;
  for (const row of rowsOf(streamRows(capture, 'tcp'), stream).subarray(0, 2_000)) {
    const side = sideOf(capture, row);
    if (table.payloadLength[row]! < 2 || seen.has(side)) continue;
    seen.add(side);
    packet ||= row + 1;
    const at = table.payload[row]!;
    const payload = capture.frame(row).subarray(at, at + table.payloadLength[row]!);
    if (payload.length === 0) continue;
    const isTls = payload[0]! >= 20 && payload[0]! <= 23 && payload[1] === 3;
    const isSsh = SSH.every((byte, i) => payload[i] === byte);
    kinds.push(isTls || isSsh ? 'encrypted' : isText(payload) ? 'readable' : 'binary');
    if (seen.size === 2) break;
  }
  const kind = (['encrypted', 'readable', 'binary'] as const).find((one) => kinds.includes(one)) ?? 'empty';
  return { kind, packet };
}

/** HTTP credentials in plaintext: in which packets, but not the credentials themselves. */
function passwords(context: ExplainContext): Paragraph | undefined {
  const { capture } = context;
  if (!capture.registry.streamProtocols.some(({ name }) => name === 'http')) return undefined;
  const packets: number[] = [];
  const { table } = capture;
  for (let row = 0; row < Math.min(capture.count, 20_000) && packets.length < 8; row++) {
    if (table.payloadLength[row]! < 16) continue;
    const at = table.payload[row]!;
    const payload = capture.frame(row).subarray(at, at + Math.min(2_000, table.payloadLength[row]!));
    // 'A' of Authorization, 'C' of Cookie: most packets are skipped without converting them to text.
    if (payload[0] === undefined || payload[0] < 65 || payload[0] > 90) continue;
    const text = new TextDecoder('latin1').decode(payload);
    if (/^(GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) /.test(text) && /\r\n(Authorization|Cookie): /i.test(text))
      packets.push(row + 1);
  }
  if (packets.length === 0) return undefined;
  return paragraph(
    `It includes credentials: ${packetsText(packets)} ${packets.length === 1 ? 'carries' : 'carry'} an Authorization or Cookie header, with which an eavesdropper could impersonate that user.`,
    packets,
  );
}
