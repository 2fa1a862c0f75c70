/** `wireside serve --all`, `client` and the prototypes of the handouts, as commands on this machine's own lo. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@wireside/authority';
import { afterEach, describe, expect, it } from 'vitest';
import { inBash, MAIN, TIMEOUT, start, wireside } from './wireside.ts';
import type { Command } from './wireside.ts';

const running: Command[] = [];
afterEach(async () => {
  for (const { child, said } of running.splice(0)) {
    child.kill('SIGKILL');
    await said;
  }
});

/** Starts a command, and waits until its output matches. */
async function started(
  words: readonly string[],
  ready: RegExp,
): Promise<Command & { seen: RegExpExecArray }> {
  const command = start([process.execPath, MAIN, ...words]);
  running.push(command);
  let text = '';
  const seen = await new Promise<RegExpExecArray>((resolve, reject) => {
    command.child.stdout?.on('data', (piece: string) => {
      text += piece;
      const found = ready.exec(text);
      if (found) resolve(found);
    });
    void command.said.then(({ stdout, stderr }) => reject(new Error(`it ended: ${stdout}${stderr}`)));
  });
  return { ...command, seen };
}

const LISTEN = /listen on \S+:(\d+)/;

async function peer(name: string, ...flags: string[]): Promise<string> {
  const { seen } = await started(['serve', name, '--port', '0', ...flags], LISTEN);
  return seen[1]!;
}

describe('the prototypes', () => {
  it(
    'pdc <server> <port> <command>; over UDP, TLS and WebSocket',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wireside-prototypes-'));
      try {
        const { certificate, key } = await selfSigned({ name: 'anyone', algorithm: 'p256' });
        const [crt, secret] = [join(folder, 'my.crt'), join(folder, 'my.key')];
        writeFileSync(crt, certificate);
        writeFileSync(secret, key);
        const lines = 'This is PMU data 0\nThis is PMU data 1\n';
        const [tcp, udp, tls, websocket] = await Promise.all([
          peer('pmu', '--messages', '2'),
          peer('pmu-udp', '--loss', '0', '--family', 'ipv4', '--separator', ':'),
          peer('pmu-tls', '--messages', '2', '--certificate', crt, '--key', secret),
          peer('pmu-websocket', '--messages', '2'),
        ]);
        expect(await wireside('pdc', 'localhost', tcp, 'CMD_short:0')).toEqual({
          code: 0,
          stdout: lines,
          stderr: '',
        });
        expect((await wireside('pdc', 'localhost', udp)).stdout).toMatch(/^OFFSET:\d+\n$/);
        const overTls = await wireside('pdc', '127.0.0.1', tls, 'CMD_short:0', '--over', 'tls', '--ca', crt);
        expect(overTls.stdout).toBe(lines);
        const frames = await wireside(
          'pdc',
          '127.0.0.1',
          websocket,
          'CMD_short:0',
          '--over',
          'websocket',
          '--verbose',
        );
        expect(frames.stdout).toBe(lines);
        expect(frames.stderr).toMatch(/connect to 127\.0\.0\.1:\d+\n[^]*receive 18 bytes/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    TIMEOUT,
  );

  it(
    'secure-pmu <port> <certificate> <key>, and an error for two that do not belong together',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wireside-prototypes-'));
      try {
        const [one, other] = await Promise.all([
          selfSigned({ name: 'a', algorithm: 'p256' }),
          selfSigned({ name: 'b', algorithm: 'p256' }),
        ]);
        const file = (name: string, text: string): string => {
          writeFileSync(join(folder, name), text);
          return join(folder, name);
        };
        const crt = file('a.crt', one.certificate);
        const { seen, child, said } = await started(['secure-pmu', '0', crt, file('a.key', one.key)], LISTEN);
        const { stdout } = await wireside(
          'pdc',
          '127.0.0.1',
          seen[1]!,
          'CMD_short:0',
          '--over',
          'tls',
          '--ca',
          crt,
        );
        expect(stdout).toContain('This is PMU data 0\n');
        child.kill('SIGINT');
        expect((await said).code).toBe(0);
        const wrong = await wireside('secure-pmu', '0', crt, file('b.key', other.key));
        expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('(PEER_TLS_MISMATCH)') });
        expect((await wireside('secure-pmu', crt)).stderr).toContain('secure-pmu <certificate> <key>');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    TIMEOUT,
  );

  it(
    'receiver <group> <port>, sender <group> <port> <sciper>, chat <server> <port>',
    async () => {
      const port = 20_000 + (process.pid % 20_000);
      const on = ['--interface', '127.0.0.1'];
      const here = ['--group', '224.1.1.79', '--port', String(port), ...on];
      const recorder = await started(['serve', 'tv-recorder', ...here], LISTEN);
      const heard = new Promise<void>((resolve) => {
        recorder.child.stdout?.on('data', (text: string) => {
          if (text.includes('123456by hand')) resolve();
        });
      });
      await inBash(`printf 'by hand\\n' | wireside sender 224.1.1.79 ${port} 123456 ${on.join(' ')}`);
      await heard;
      await started(['serve', 'tv', ...here, '--interval', '0.05'], LISTEN);
      const { stdout } = await wireside(
        'receiver',
        '224.1.1.79',
        String(port),
        '--messages',
        '2',
        '--id',
        'false',
        ...on,
      );
      expect(stdout.split('\n')).toHaveLength(3);
      expect((await wireside('sender', '224.1.1.79', String(port), 'me')).code).toBe(1);

      const chat = await peer('chat', '--says', 'hello');
      // The client closes first, and still gets the answer.
      const talk = await inBash(`printf 'Hey...\\n' | wireside chat 127.0.0.1 ${chat}`);
      expect(talk).toMatchObject({ code: 0, stderr: '' });
      expect(talk.stdout.split('\n').toSorted()).toEqual(['', 'Closing the connection.', 'hello']);
    },
    TIMEOUT,
  );

  it('reports invalid command lines, and a server that does not run', async () => {
    expect((await wireside('pdc', 'a', 'b', 'c', 'd')).stderr).toContain('pdc <server> <port> <command>');
    expect((await wireside('pdc', 'a', '--over', 'pigeon')).stderr).toContain('tcp, udp, tls, websocket');
    const refused = await wireside('pdc', '127.0.0.1', '1', 'CMD_short:0');
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('(PEER_CLIENT_REFUSED)'),
    });
    expect((await wireside('client', 'echo', '127.0.0.1', 'x')).stderr).toContain('(PEER_OPTION_VALUE)');
  });
});

describe('wireside serve --all', () => {
  it(
    'starts what it can, names the process that has the other port, prints a line for a client, and ends on Ctrl-C',
    async () => {
      // The ports are those of the lab. Other programs on this machine may have some of them, and one is taken here.
      const taken = createServer().listen(5003, '127.0.0.1');
      await Promise.race([once(taken, 'listening'), once(taken, 'error')]);
      try {
        const only = ['--only', 'pmu,pmu-websocket,tls', '--edition', '2018'];
        const words = ['serve', '--all', ...only];
        const { child, said, seen } = await started(
          words,
          /pmu-websocket +(listens|is not)[^]*Ctrl-C to stop/,
        );
        if (seen[1] === 'listens') {
          const { stdout } = await wireside('pdc', '127.0.0.1', '5006', 'CMD_short:0', '--over', 'websocket');
          expect(stdout).toMatch(/^This is PMU data 1\n/);
        }
        child.kill('SIGINT');
        const { code, stdout, stderr } = await said;
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).toMatch(/^pmu +is not started\. pmu: TCP port 5003 on 127\.0\.0\.1 is in use/m);
        expect(stdout).toContain('(PEER_PORT_IN_USE)');
        expect(stdout).toMatch(/^Clients over TLS have to trust \S+\.pem$/m);
        if (seen[1] === 'listens')
          expect(stdout).toMatch(/^pmu-websocket +127\.0\.0\.1:\d+ +CMD_short:0 +received 11 +sent/m);
      } finally {
        taken.close();
      }
    },
    TIMEOUT,
  );

  it('refuses unknown servers and editions', async () => {
    expect((await wireside('serve', '--only', 'pmu,nosuch')).stderr).toContain(
      'There is no server "nosuch".\nAvailable servers: chat, ',
    );
    expect((await wireside('serve', '--all', '--edition', '1999')).stderr).toContain('2017');
    // The older name.
    expect((await wireside('peers', '--edition', '1999')).stderr).toContain('2017');
  });
});
