/** The secrets of TLS connections: both ends report the same lines, and with them a capture can be decrypted. */
import { selfSigned } from '@wireside/authority';
import type { Identity } from '@wireside/authority';
import { beforeAll, expect, test } from 'vitest';
import { listenPeer } from '../catalog.ts';
import { runClient } from '../client-catalog.ts';
import { Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';

let own: Identity;

beforeAll(async () => {
  own = await selfSigned({ name: 'localhost' });
});

test.each([
  ['pmu-tls', 'pdc-tls'],
  ['tls', 'tls'],
  ['page-tls', 'page-tls'],
])('%s and %s report the same secrets, a line each', async (server, client) => {
  const [ofServer, ofClient]: string[][] = [[], []];
  const log = new Log();
  const secrets = (line: string): unknown => ofServer!.push(line);
  const peer = await listenPeer(server, { port: 0, ...own }, { log: log.log, secrets });
  const terminal = Object.assign(new Terminal(), { secrets: (line: string) => ofClient!.push(line) });
  const { port } = peer.address;
  const where = client === 'page-tls' ? { url: `https://localhost:${port}/` } : { server: '127.0.0.1', port };
  await runClient(client, { ...where, ca: own.certificate }, terminal);
  await peer.close();
  // TLS 1.3: the handshake's and the connection's secrets of both directions, and the exporter's.
  expect(ofServer!.toSorted()).toEqual(ofClient!.toSorted());
  expect(ofServer!.map((line) => line.split(' ')[0])).toEqual(
    expect.arrayContaining(['CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0']),
  );
  for (const line of ofServer!) expect(line).toMatch(/^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64,96}\n$/);
});
