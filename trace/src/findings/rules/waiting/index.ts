/** Rules about who waits for what. */
import type { Rule } from '../../finding.ts';
import { busyLoop } from './busy-loop.ts';
import { descriptorsLeaked } from './descriptors-leaked.ts';
import { everyoneWaits } from './everyone-waits.ts';
import { idleConnectionClosed } from './idle-connection-closed.ts';
import { inputNeverRead } from './input-never-read.ts';
import { nagle } from './nagle.ts';
import { nothingWritten } from './nothing-written.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { outputAtEnd } from './output-at-end.ts';
import { spinning } from './spinning.ts';
import { wouldBlockTakenForEnd } from './would-block-taken-for-end.ts';

/** The rules in the order in which they are reported. */
export const WAITING: readonly Rule[] = [
  descriptorsLeaked,
  oneAtATime,
  everyoneWaits,
  inputNeverRead,
  idleConnectionClosed,
  wouldBlockTakenForEnd,
  nagle,
  busyLoop,
  spinning,
  outputAtEnd,
  nothingWritten,
];
