/** `wireside serve pmu` on this machine's own lo: it answers, ends on a signal, and frees its port. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { MAIN, TIMEOUT, start, wireside } from './wireside.ts';
import type { Command } from './wireside.ts';

/** Starts a PMU on a free port, and waits until it says which. */
async function startPmu(...flags: string[]): Promise<Command & { port: number }> {
  const command = start([process.execPath, MAIN, 'serve', 'pmu', '--port', '0', ...flags]);
  let seen = '';
  const port = await new Promise<number>((resolve, reject) => {
    command.child.stdout?.on('data', (piece: string) => {
      seen += piece;
      const found = /listen on 127\.0\.0\.1:(\d+)/.exec(seen);
      if (found !== null) resolve(Number(found[1]));
    });
    void command.said.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)));
  });
  return { ...command, port };
}

async function ask(port: number, command: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(command);
  return text(socket);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const [error] = await Promise.race([once(server, 'listening'), once(server, 'error')]).catch(
    (e: unknown) => [e],
  );
  server.close();
  return error === undefined;
}

describe('wireside serve pmu', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'answers a client, ends on %s, and frees its port',
    async (signal) => {
      const { child, said, port } = await startPmu('--messages', '2', '--first-number', '7');
      expect(await ask(port, 'CMD_short:0')).toBe('This is PMU data 7This is PMU data 8');
      // A client that stays does not keep it from ending.
      const stays = connect({ host: '127.0.0.1', port });
      stays.on('error', () => {});
      await once(stays, 'connect');
      child.kill(signal);
      const { code, stdout, stderr } = await said;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/connection 0 {2}receive 11 bytes at 0: CMD_short:0\n/);
      expect(stdout).toMatch(/connection 0 {2}send .*This is PMU data 7/);
      expect(await isFree(port)).toBe(true);
      stays.destroy();
    },
    TIMEOUT,
  );

  it(
    'names the process that has its port',
    async () => {
      const { child, said, port } = await startPmu();
      const { code, stderr } = await wireside('serve', 'pmu', '--port', String(port));
      expect(code).toBe(1);
      expect(stderr).toContain(`TCP port ${port} on 127.0.0.1 is in use`);
      if (process.platform === 'linux') {
        expect(stderr).toContain(`by process ${child.pid} (${process.execPath} ${MAIN} serve pmu`);
        expect(stderr).toContain(`kill ${child.pid}`);
      }
      expect(stderr).toContain('(PEER_PORT_IN_USE)');
      child.kill('SIGINT');
      await said;
    },
    TIMEOUT,
  );

  it('refuses unknown servers, flags and values', async () => {
    const { code, stderr } = await wireside('serve', 'pmu', '--port', '65536');
    expect(code).toBe(1);
    expect(stderr).toContain('expected: an integer from 0 to 65535');
    expect(stderr).toContain('(PEER_OPTION_VALUE)');
    expect((await wireside('serve', 'pmu', '--nosuch', '1')).stderr).toContain("Unknown option '--nosuch'");
    expect((await wireside('serve', 'nosuch')).stderr).toMatch(
      /^There is no server "nosuch"\.\nAvailable servers: .*pmu-udp/,
    );
    expect((await wireside('serve')).stderr).toContain('serve --all');
    expect((await wireside('serve', 'pmu', '--edition', '2018')).stderr).toContain(
      '--edition is for all servers',
    );
  });

  it('reads --host and --seed although "serve --all" has them too', async () => {
    const { child, said } = await startPmu('--seed', 'x', '--messages', '1');
    child.kill('SIGINT');
    expect((await said).code).toBe(0);
    const { stderr } = await wireside('serve', 'pmu', '--host', '192.0.2.1', '--port', '0');
    expect(stderr).toContain('(PEER_ADDRESS_ABSENT)');
  });

  it('has an older name, which the help does not show', async () => {
    const { code, stderr } = await wireside('peer', 'pmu', '--port', '65536');
    expect([code, stderr]).toEqual([1, expect.stringContaining('(PEER_OPTION_VALUE)')]);
    const { stdout } = await wireside('--help');
    expect(stdout).toMatch(/^ +serve /m);
    expect(stdout).not.toMatch(/^ +peers? /m);
  });
});
