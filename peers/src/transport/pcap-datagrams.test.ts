import { describe, expect, it } from 'vitest';
import { PcapDatagrams } from './pcap-datagrams.ts';

/** The header of a capture on Ethernet. */
const FILE = Buffer.alloc(24);
FILE.writeUInt32LE(0xa1_b2_c3_d4, 0);
FILE.writeUInt32LE(1, 20);

/** A packet of the capture: a frame with a fragment of an IPv4 packet from 10.0.0.1. */
function packet(piece: Buffer, { id = 1, offset = 0, hasMore = false, padding = 0 } = {}): Buffer {
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + piece.length, 2);
  ip.writeUInt16BE(id, 4);
  ip.writeUInt16BE(offset / 8 + (hasMore ? 0x2000 : 0), 6);
  ip.set([10, 0, 0, 1], 12);
  const frame = Buffer.concat([Buffer.alloc(14), ip, piece, Buffer.alloc(padding)]);
  const header = Buffer.alloc(16);
  header.writeUInt32LE(frame.length, 8);
  return Buffer.concat([header, frame]);
}

/** A UDP datagram from port 4000 to port 5000. */
function udp(text: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(4000, 0);
  header.writeUInt16BE(5000, 2);
  header.writeUInt16BE(8 + text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

/** Reads a capture in pieces of this many bytes. */
function read(packets: readonly Buffer[], size = Infinity): string[] {
  const datagrams = new PcapDatagrams();
  const all = Buffer.concat([FILE, ...packets]);
  const texts: string[] = [];
  for (let at = 0; at < all.length; at += size) {
    for (const { from, toPort, bytes } of datagrams.push(all.subarray(at, at + size)))
      texts.push(`${from.host}:${from.port} to ${toPort}: ${String(bytes)}`);
  }
  return texts;
}

describe('PcapDatagrams', () => {
  it.each([1, 7, 40, Infinity])('reads datagrams from chunks of %d bytes, without the padding', (size) => {
    expect(read([packet(udp('hello'), { padding: 13 }), packet(udp(''))], size)).toEqual([
      '10.0.0.1:4000 to 5000: hello',
      '10.0.0.1:4000 to 5000: ',
    ]);
  });

  it('puts fragments together, in whatever order they come', () => {
    const whole = udp('abcdefghijklmnopqrstuvwxyz');
    const first = packet(whole.subarray(0, 16), { hasMore: true });
    const second = packet(whole.subarray(16, 24), { offset: 16, hasMore: true });
    const last = packet(whole.subarray(24), { offset: 24 });
    const text = '10.0.0.1:4000 to 5000: abcdefghijklmnopqrstuvwxyz';
    expect(read([first, second, last])).toEqual([text]);
    expect(read([last, second, second, first])).toEqual([text]);
    expect(read([first, packet(udp('other'), { id: 2 }), second])).toEqual(['10.0.0.1:4000 to 5000: other']);
  });

  it('keeps little of fragments that never become a datagram', () => {
    const piece = Buffer.alloc(60_000);
    const overlapping = [0, 8, 16, 24].map((offset) => packet(piece, { offset, hasMore: true }));
    const waiting = Array.from({ length: 100 }, (_, id) => packet(udp('x'), { id: 10 + id, hasMore: true }));
    const ends = packet(udp('hello'));
    expect(read([...overlapping, packet(Buffer.alloc(0), { hasMore: true }), ...waiting, ends])).toEqual([
      '10.0.0.1:4000 to 5000: hello',
    ]);
  });

  it('skips what is too short to be a datagram', () => {
    expect(read([packet(Buffer.alloc(3)), packet(udp('hello')).subarray(0, 40)])).toEqual([]);
  });
});
