/** Captures of a TCP connection for tests in which only the bytes matter: who sent which, in which order. */
import { concat, utf8 } from '../../../basics/bytes.ts';
import {
  decryptionSecrets,
  enhancedPacket,
  interfaceDescription,
  sectionHeader,
} from '../../../files/pcapng-writer.ts';
import { hexBytes } from '../../../testing/hex-bytes.test.helper.ts';
import { ACK, FIN, PSH, SYN } from '../../../tcp-analysis/flags.ts';

/** Bytes of one segment. */
export interface Chunk {
  readonly from: 'client' | 'server';
  readonly data: Uint8Array;
}

/** A pcapng file of a TCP connection from 10.0.0.1:40000 to 10.0.0.2; opening and closing are three packets each. */
export function exchange(
  chunks: readonly Chunk[],
  options: { serverPort?: number; keyLog?: string; noClosing?: boolean } = {},
): Uint8Array {
  const port = options.serverPort ?? 443;
  const next = { client: 1001, server: 5001 };
  const packets: Uint8Array[] = [];
  const send = (from: Chunk['from'], flags: number, data: Uint8Array = new Uint8Array(0)): void => {
    const to = from === 'client' ? 'server' : 'client';
    const isSyn = (flags & SYN) !== 0;
    const sequence = next[from] - (isSyn ? 1 : 0);
    const acknowledged = flags & ACK ? next[to] : 0;
    const nanos = packets.length * 1_000_000;
    const bytes = frame(from, port, sequence, acknowledged, flags, data);
    packets.push(enhancedPacket({ seconds: 1_800_000_000, nanos, data: bytes }));
    next[from] += data.length + (flags & FIN ? 1 : 0);
  };
  send('client', SYN);
  send('server', SYN | ACK);
  send('client', ACK);
  for (const { from, data } of chunks) {
    for (let at = 0; at < data.length; at += MAX) send(from, PSH | ACK, data.subarray(at, at + MAX));
  }
  if (!options.noClosing) {
    send('client', FIN | ACK);
    send('server', FIN | ACK);
    send('client', ACK);
  }
  const secrets = options.keyLog === undefined ? [] : [decryptionSecrets(utf8(options.keyLog))];
  return concat([sectionHeader(), interfaceDescription({ linkType: 1 }), ...secrets, ...packets]);
}

const MAX = 1400;

function frame(
  from: Chunk['from'],
  port: number,
  sequence: number,
  acknowledged: number,
  flags: number,
  data: Uint8Array,
): Uint8Array {
  const isClient = from === 'client';
  const [source, destination] = isClient ? ['0a000001', '0a000002'] : ['0a000002', '0a000001'];
  const headers = hexBytes(
    `02000000000b 02000000000a 0800 4500 0000 0001 4000 40 06 0000 ${source} ${destination}
     0000 0000 00000000 00000000 5000 ffff 0000 0000`,
  );
  const whole = concat([headers, data]);
  const view = new DataView(whole.buffer);
  view.setUint16(16, whole.length - 14);
  view.setUint16(34, isClient ? 40_000 : port);
  view.setUint16(36, isClient ? port : 40_000);
  view.setUint32(38, sequence);
  view.setUint32(42, acknowledged);
  whole[47] = flags;
  return whole;
}
