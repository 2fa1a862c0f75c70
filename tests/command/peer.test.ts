/** `wireside peer pmu` on this machine's own lo: it answers, ends when it is told, and gives its port back. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Command, MAIN, PATIENCE, start, wireside } from './wireside.ts';

/** Starts a PMU on a port that is free, and waits until it says which. */
async function startPmu(...flags: string[]): Promise<Command & { port: number }> {
  const command = start([process.execPath, MAIN, 'peer', 'pmu', '--port', '0', ...flags]);
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

describe('wireside peer pmu', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'answers a client, and ends by %s with its port free again',
    async (signal) => {
      const { child, said, port } = await startPmu('--messages', '2', '--first-number', '7');
      expect(await ask(port, 'CMD_short:0')).toBe('This is PMU data 7This is PMU data 8');
      // A client that stays does not keep it.
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
    PATIENCE,
  );

  it(
    'says who has the port that it wants',
    async () => {
      const { child, said, port } = await startPmu();
      const { code, stderr } = await wireside('peer', 'pmu', '--port', String(port));
      expect(code).toBe(1);
      expect(stderr).toContain(`TCP port ${port} on 127.0.0.1 is in use`);
      if (process.platform === 'linux') {
        expect(stderr).toContain(`by process ${child.pid} (${process.execPath} ${MAIN} peer pmu`);
        expect(stderr).toContain(`kill ${child.pid}`);
      }
      expect(stderr).toContain('(PEER_PORT_IN_USE)');
      child.kill('SIGINT');
      await said;
    },
    PATIENCE,
  );

  it('refuses what it does not know', async () => {
    const { code, stderr } = await wireside('peer', 'pmu', '--port', '65536');
    expect(code).toBe(1);
    expect(stderr).toContain('expected: an integer from 0 to 65535');
    expect(stderr).toContain('(PEER_OPTION_VALUE)');
    expect((await wireside('peer', 'pmu', '--nosuch', '1')).stderr).toContain("unknown option '--nosuch'");
  });
});
