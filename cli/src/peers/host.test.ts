/** The address of `wireside serve --all`, as options of each server. */
import { peers } from '@wireside/peers';
import { expect, test } from 'vitest';
import { hostOf } from './host.ts';

const of = (name: keyof typeof peers, host: string): Record<string, string> =>
  hostOf(host, (option) => peers[name].options.some((row) => row.name === option));

test.each([
  ['pmu', '0.0.0.0', { host: '0.0.0.0' }],
  ['pmu', '::', { host: '::' }],
  ['pmu-udp', '0.0.0.0', { host: '0.0.0.0', host6: '::' }],
  ['pmu-udp', '::', { host: '0.0.0.0', host6: '::' }],
  ['pmu-udp', '10.0.0.1', { host: '10.0.0.1' }],
  ['pmu-udp', 'fd00::1', { host6: 'fd00::1' }],
  ['tv', '::', {}],
  ['tv', 'fd00::1', {}],
  ['tv-answerer', '0.0.0.0', {}],
  ['tv-recorder', '10.0.0.1', { interface: '10.0.0.1' }],
] as const)('%s on %s', (name, host, options) => expect(of(name, host)).toEqual(options));
