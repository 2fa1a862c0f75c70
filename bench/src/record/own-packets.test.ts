/** Whose packets are kept, by calls and packets written by hand. */
import type { CallRecord } from '@wireside/trace';
import { expect, it } from 'vitest';
import { OwnPackets } from './own-packets.ts';

const LINKTYPE_RAW = 101;
const SECOND = 1_000_000;

/** A call of thread 1, at µs after the first second. */
const call = (at: number, kind: CallRecord['kind'], more: Partial<CallRecord> = {}) => ({
  kind,
  at: SECOND + at,
  took: 100,
  process: 1,
  fd: 3,
  socket: { protocol: 'TCP', inode: 1 },
  ...more,
});
/** The ports of the clients whose connects to port 1 of this computer are kept, of some made at µs after the first second. */
function keptOf(own: OwnPackets, connects: readonly { at: number; port: number }[]): number[] {
  for (const { at, port } of connects) {
    const flow = {
      protocol: 'tcp',
      source: '127.0.0.1',
      sourcePort: port,
      destination: '127.0.0.1',
      destinationPort: 1,
      isError: false,
    } as const;
    const data = Buffer.from([port >> 8, port & 255]);
    own.packet({ seconds: 1, nanos: at * 1000, originalLength: data.length, data }, flow);
  }
  own.settle(0);
  return own.take().map(({ data }) => Buffer.from(data).readUInt16BE());
}

it('keeps a refused connect that left when the tracer was slow, and none after the next call of its thread', () => {
  const own = new OwnPackets(
    () => true,
    () => LINKTYPE_RAW,
  );
  own.sees(call(0, 'connect', { args: '127.0.0.1:1', ret: -1, error: 'ECONNREFUSED' }));
  // The tracer was interrupted before it counted: it says that connect() took 100 µs.
  own.sees(call(60_000, 'close'));
  own.sees(call(64_000, 'socket'));
  const connects = [
    { at: 50_000, port: 40_001 },
    { at: 68_000, port: 40_002 },
  ];
  expect(keptOf(own, connects)).toEqual([40_001]);
});
