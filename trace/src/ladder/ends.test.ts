/** Where arrows begin and end: ports that no program has, a program that talks to itself, and who opened what. */
import { expect, it } from 'vitest';
import { ladder } from './ladder.ts';
import type { LiteralScene, ScenePacket } from './literal-scene.test.helper.ts';
import { sceneModel } from './literal-scene.test.helper.ts';
import type { PacketCell } from './types.ts';

const packetsOf = (scene: LiteralScene): PacketCell[] =>
  ladder(sceneModel(scene), { fold: false }).rows.flatMap(({ wire }) =>
    wire?.kind === 'packet' ? [wire] : [],
  );
const refused = (client: string, server: string): ScenePacket[] => [
  [100, client, server, 'S'],
  [110, server, client, 'RA', 0, 1],
];
const opened = (client: string, server: string): ScenePacket[] => [
  [100, client, server, 'S'],
  [110, server, client, 'SA', 0, 1],
  [120, client, server, 'A', 1, 1],
];

it('names the end that is closed, and no other', () => {
  const listening = { actor: 'server', kind: 'bind', at: 10, args: '0.0.0.0:81' } as const;
  const [syn, reset] = packetsOf({
    programs: ['server', 'client'],
    packets: refused('client:4000', 'server:82'),
  });
  expect([syn?.closed, reset?.closed]).toEqual([0, 0]);
  // It has the port, but does not listen yet.
  const [early] = packetsOf({
    programs: ['server', 'client'],
    packets: refused('client:4000', 'server:81'),
    calls: [listening],
  });
  expect(early).not.toHaveProperty('closed');
  const [far] = packetsOf({ programs: ['client'], packets: refused('client:4000', '10.9.9.9:81') });
  expect(far).not.toHaveProperty('closed');
});

it('gives what a program sends to itself both ports', () => {
  const cells = packetsOf({ programs: ['alone'], packets: opened('alone:4000', 'alone:5000') });
  expect(cells.map(({ from, to, source, addressed }) => [from, to, source, addressed])).toEqual([
    [0, [0], '10.0.0.1:4000', '10.0.0.1:5000'],
    [0, [0], '10.0.0.1:5000', '10.0.0.1:4000'],
    [0, [0], '10.0.0.1:4000', '10.0.0.1:5000'],
  ]);
});

it('credits a connection to the connect() of a TCP socket, not to that of a resolver', () => {
  const connect = { actor: 'client', kind: 'connect', args: '10.0.0.1:5000' } as const;
  const { rows } = ladder(
    sceneModel({
      programs: ['server', 'client'],
      packets: opened('client:4000', 'server:5000'),
      calls: [
        { ...connect, at: 10, socket: { protocol: 'UDP' } },
        { ...connect, at: 50, socket: { protocol: 'TCP' }, took: 60 },
      ],
    }),
  );
  expect(rows.find(({ packet }) => packet === 1)?.call).toBe(2);
});
