/** A scene runs many peers in one process: nothing is shared by two of the same name. */
import { selfSigned } from '@wireside/authority';
import { expect, test } from 'vitest';
import { listenPeer, peerNames } from './catalog.ts';
import { runClient } from './client-catalog.ts';
import { Log } from './common/client.test.helper.ts';
import { Terminal } from './common/run.test.helper.ts';
import type { Peer, PeerMessage } from './peer.ts';

/** The peers over multicast need a group for each. */
const UNICAST = peerNames.filter((name) => !name.startsWith('tv'));

test('three servers of each name at the same time, each closed by itself', async () => {
  const own = await selfSigned({ name: 'localhost' });
  const started = await Promise.all(
    [...UNICAST, ...UNICAST, ...UNICAST].map(async (name): Promise<[Peer, Log]> => {
      const log = new Log();
      const isTls = name.endsWith('tls');
      return [await listenPeer(name, { port: 0, ...(isTls ? own : {}) }, log), log];
    }),
  );
  const ports = new Set(started.map(([{ address }]) => `${address.host} ${address.port}`));
  expect(ports.size).toBeGreaterThan(UNICAST.length * 2);
  await Promise.all(started.map(([peer]) => peer.close()));
  for (const [, { events }] of started) expect(events.at(-1)!.event).toBe('close');
});

test('several PMUs and PDCs at the same time: each has its own answer, numbers and messages', async () => {
  const servers = await Promise.all(
    [10, 20, 30].map(async (firstNumber) => {
      const log = new Log();
      const messages: PeerMessage[] = [];
      const hooks = { log: log.log, message: (each: PeerMessage) => void messages.push(each) };
      const options = { port: 0, messages: 5, firstNumber, segmentation: 'cut', seed: `${firstNumber}` };
      return { log, messages, firstNumber, peer: await listenPeer('pmu', options, hooks) };
    }),
  );
  await Promise.all(
    servers.map(async ({ peer, firstNumber }) => {
      const clients = [new Terminal(), new Terminal()];
      const options = { server: '127.0.0.1', port: peer.address.port };
      await Promise.all(clients.map((terminal) => runClient('pdc', options, terminal)));
      const lines = Array.from({ length: 5 }, (_, i) => `This is PMU data ${firstNumber + i}\n`).join('');
      for (const { output, events } of clients) {
        expect(output).toBe(lines);
        expect(events.story()).toBe('connect send receive end shutdown close');
      }
    }),
  );
  await Promise.all(servers.map(({ peer }) => peer.close()));
  for (const { log, messages } of servers) {
    expect(log.events.filter(({ event }) => event === 'accept').map(({ connection }) => connection)).toEqual([
      0, 1,
    ]);
    for (const connection of [0, 1])
      expect(messages.filter((each) => each.connection === connection).map(({ message }) => message)).toEqual(
        [0, 1, 2, 3, 4],
      );
  }
});
