/** Captures of one TCP conversation for tests, written as a list of segments. */
import { concat, utf8 } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { hexBytes } from './hex-bytes.test.helper.ts';

/** One segment of the conversation between 10.0.0.1:40000 (client) and 10.0.0.2:5000 (server, or another port). */
export interface TestSegment {
  readonly from: 'client' | 'server';
  /** Letters of the flags that are set: F S R P A U E C. */
  readonly flags: string;
  readonly seq: number;
  readonly ack?: number;
  readonly window?: number;
  readonly data?: string | Uint8Array;
  /** Options as hexadecimal digits, a multiple of four bytes. */
  readonly options?: string;
  /** Seconds since the start of the conversation; by default 1 ms after the last segment. */
  readonly at?: number;
}

/** A pcapng file of these segments over Ethernet and IPv4. */
export function conversation(segments: readonly TestSegment[], serverPort = 5000): Uint8Array {
  let at = 0;
  const packets = segments.map((segment) => {
    at = segment.at ?? at + 0.001;
    const seconds = 1_800_000_000 + Math.floor(at);
    return enhancedPacket({ seconds, nanos: Math.round((at % 1) * 1e9), data: frame(segment, serverPort) });
  });
  return concat([sectionHeader(), interfaceDescription({ linkType: 1 }), ...packets]);
}

function frame(segment: TestSegment, serverPort: number): Uint8Array {
  const options = hexBytes(segment.options ?? '');
  const data = typeof segment.data === 'object' ? segment.data : utf8(segment.data ?? '');
  const isClient = segment.from === 'client';
  const [from, to] = isClient ? ['0a000001', '0a000002'] : ['0a000002', '0a000001'];
  const headers = hexBytes(`02000000000b 02000000000a 0800 4500 0000 0001 4000 40 06 0000 ${from} ${to}`);
  const tcp = new Uint8Array(20);
  const view = new DataView(tcp.buffer);
  view.setUint16(0, isClient ? 40_000 : serverPort);
  view.setUint16(2, isClient ? serverPort : 40_000);
  view.setUint32(4, segment.seq);
  view.setUint32(8, segment.ack ?? 0);
  tcp[12] = (5 + options.length / 4) << 4;
  for (const letter of segment.flags) tcp[13]! |= 1 << 'FSRPAUEC'.indexOf(letter);
  view.setUint16(14, segment.window ?? 64_240);
  const whole = concat([headers, tcp, options, data]);
  new DataView(whole.buffer).setUint16(16, whole.length - 14);
  return whole;
}
