/** Rules about names, addresses, and how connections come about or do not. */
import type { Rule } from '../../finding.ts';
import { acceptQueueFull } from './accept-queue-full.ts';
import { addressInUse } from './address-in-use.ts';
import { connectUnderWay } from './connect-under-way.ts';
import { connectionRefused } from './connection-refused.ts';
import { portShared } from './port-shared.ts';
import { nameNotFound } from './name-not-found.ts';

/** The rules in the order in which they are reported. */
export const CONNECTING: readonly Rule[] = [
  nameNotFound,
  addressInUse,
  connectionRefused,
  acceptQueueFull,
  connectUnderWay,
  portShared,
];
