/** Compares the memory that an open capture keeps with its file's size. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Finding } from './steps.ts';

/** The table and the state of its streams: bytes per packet. */
const A_PACKET = 1024;
/** Everything that is kept with a capture after a complete examination: as a multiple of the file's size. */
const TIMES = 16;
/** Fixed memory of every capture, and the variation between two measurements. */
const FREE = 2 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Bytes in use in this thread after garbage collection. Another thread frees dead buffers some time after a collection,
 * but before the next one begins: hence two.
 */
export function inUse(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A finding if more is kept than the bound: `A_PACKET` a packet, `TIMES` the file, and `FREE`. */
export function checkMemory(kept: number, packets: number, bytes: number): Finding | undefined {
  const most = FREE + packets * A_PACKET + bytes * TIMES;
  if (kept <= most) return undefined;
  return new Finding(
    'memory',
    `${kept} bytes are kept for ${packets} packets in ${bytes} bytes, over ${most}`,
  );
}
