/** `wireside serve --all` as a course starts it: on the ports of the lab, for clients that have nothing but their prototype. */
import { mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@wireside/authority';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { peers } from '@wireside/peers';
import { afterEach, beforeEach, expect } from 'vitest';
import { OwnNetwork, prints } from './own-network.ts';
import { MAIN, TIMEOUT } from './wireside.ts';
import type { Command, Said } from './wireside.ts';

let network: OwnNetwork | undefined;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-all-peers-'));
});
afterEach(async () => {
  await network?.close();
  network = undefined;
  rmSync(folder, { recursive: true });
});

const start = (...words: string[]): Command =>
  network!.start([process.execPath, MAIN, ...words], { TMPDIR: folder });
const run = (...words: string[]): Promise<Said> => start(...words).said;
const DATA = /^(This is PMU data \d+\n){2,}$/;

itNeedsNamespaces(
  'all servers start, each client finds its server, and Ctrl-C leaves nothing behind',
  async () => {
    network = await OwnNetwork.open();
    const all = start('serve', '--all');
    const [listening, file] = await prints(all, /^[^]*have to trust (\S+)\n[^]*Ctrl-C to stop/);
    for (const name of Object.keys(peers))
      expect(listening).toMatch(new RegExp(`^${name} +${name === 'tv' ? 'sends to' : 'listens on'} `, 'm'));
    expect(listening).not.toContain('is not started');
    // A datagram has no end that could be awaited; the server's line says that it has come.
    const greeted = prints(all, /^hello .*Hello, Romeo /m);

    const ca = ['--ca', file!];
    const typed = `printf 'Hey...\\n\\n' | "${process.execPath}" "${MAIN}" chat`;
    const [tcp, udp, tls, websocket, tv, pair, page, pageTls, chat, hello] = await Promise.all([
      run('pdc', 'CMD_short:0'),
      run('pdc', 'localhost', '5004'),
      run('pdc', 'localhost', '5007', 'CMD_short:0', '--over', 'tls', ...ca),
      run('pdc', 'localhost', '5006', 'CMD_short:0', '--over', 'websocket'),
      run('receiver', '224.1.1.1', '10505', '--messages', '1', '--verbose'),
      run('client', 'tls', ...ca),
      run('client', 'page'),
      run('client', 'page-tls', ...ca),
      network.start(['bash', '-c', typed]).said,
      run('client', 'hello'),
    ]);
    for (const said of [tcp, udp, tls, websocket, tv, pair, page, pageTls, chat, hello]) {
      expect(said.code, JSON.stringify(said)).toBe(0);
    }
    for (const { stdout } of [tcp, tls, websocket]) expect(stdout).toMatch(DATA);
    expect(udp.stdout).toMatch(/^OFFSET:\d+\n$/);
    expect(tv.stdout).toMatch(/^swcmTV.*\n$/);
    expect(tv.stderr).toContain('receive');
    expect(pair.stdout).toMatch(/^TLSv1\.3\n/);
    for (const { stdout } of [page, pageTls]) expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\n/);
    expect(chat.stdout).toContain('Closing the connection.');
    await greeted;

    all.child.kill('SIGINT');
    const { code, stdout, stderr } = await all.said;
    expect([code, stderr]).toEqual([0, '']);
    for (const name of ['pmu', 'pmu-tls', 'pmu-websocket', 'tls', 'page', 'page-tls', 'chat']) {
      expect(stdout).toMatch(new RegExp(`^${name} +127\\.0\\.0\\.1:\\d+ .* sent \\d+ bytes`, 'm'));
    }
    expect(readdirSync(folder)).toEqual([]);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'clients that stay connected are closed gracefully on Ctrl-C',
  async () => {
    network = await OwnNetwork.open();
    await prints(start('serve', '--all', '--only', 'echo,tv,chat'), /Ctrl-C to stop/);
    const stay: [Command, RegExp][] = [
      [start('client', 'echo'), /received 2 bytes/],
      [start('receiver', '224.1.1.1', '10505'), /^swcmTV.*\n/],
    ];
    for (const [client, ready] of stay) {
      await prints(client, ready);
      client.child.kill('SIGINT');
      expect(await client.said).toMatchObject({ code: 0, stderr: '' });
    }
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'a Ctrl-C during the start removes the folder',
  async () => {
    network = await OwnNetwork.open();
    const made = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        watcher.close();
        resolve();
      });
    });
    const all = start('serve', '--all');
    await Promise.race([made, all.said]);
    all.child.kill('SIGINT');
    expect(await all.said).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'secure-pmu <certificate> <key> has its fixed port, and an edition has its own',
  async () => {
    network = await OwnNetwork.open();
    const { certificate, key } = await selfSigned({ name: 'anyone', algorithm: 'p256' });
    const [crt, secret] = [join(folder, 'my.crt'), join(folder, 'my.key')];
    writeFileSync(crt, certificate);
    writeFileSync(secret, key);
    await prints(start('secure-pmu', crt, secret), /listen on 127\.0\.0\.1:5003/);
    const { stdout } = await run('pdc', 'localhost', '5003', 'CMD_short:0', '--over', 'tls', '--ca', crt);
    expect(stdout).toMatch(DATA);

    const older = start('serve', '--all', '--only', 'hello,tv', '--edition', '2017', '--host', '0.0.0.0');
    const [older2017] = await prints(older, /^[^]*Ctrl-C to stop/);
    expect(older2017).toMatch(/^hello +listens on 0\.0\.0\.0:5001$/m);
    expect(older2017).toMatch(/^tv +sends to 224\.1\.1\.1:5005; datagrams leave by lo \(127\.0\.0\.1\)$/m);
    expect(older2017).toContain('Everyone who can reach 0.0.0.0 can connect.');
    const [later] = await prints(
      start('serve', '--all', '--only', 'hello,tv', '--edition', '2021'),
      /^[^]*Ctrl-C/,
    );
    expect(later).toMatch(/^hello +listens on 127\.0\.0\.1:50007$/m);
    expect(later).toMatch(/^tv +sends to 224\.1\.1\.1:10505; /m);
  },
  TIMEOUT,
);
