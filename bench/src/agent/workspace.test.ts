import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectFiles } from './collect.ts';
import { Shell } from './shell.ts';
import { fillWorkspace } from './workspace.ts';

let folder: string;
const shell = Shell.start(tmpdir());
afterAll(() => shell.end());
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wireside-test-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SERVER = {
  name: 'server',
  ipv4: '10.0.0.1',
  ipv6: 'fd00::1',
  names: ['server.lab', 'www.example.org'],
};
const CLIENT = { name: 'client', ipv4: '10.0.0.2', names: ['client.lab'] };
const file = (
  path: string,
  executable = false,
): { path: string; bytes: Uint8Array; executable: boolean } => ({
  path,
  bytes: Buffer.from(path),
  executable,
});
const read = (name: string): string => readFileSync(join(folder, 'etc', name), 'utf8');

describe('fillWorkspace', () => {
  it('has the program, and the names of all hosts, with its own first', async () => {
    const files = [file('main.py'), file('bin/tool', true)];
    await fillWorkspace(shell, folder, { program: { files } }, CLIENT, [SERVER, CLIENT], {
      nameServer: '10.0.0.254',
      localhost: 'both',
    });
    expect(collectFiles(join(folder, 'program')).map(({ path }) => path)).toEqual(['bin/tool', 'main.py']);
    expect(statSync(join(folder, 'program/bin/tool')).mode & 0o111).not.toBe(0);
    expect(read('hosts').split('\n')).toEqual([
      '127.0.0.1 localhost',
      '::1 localhost ip6-localhost ip6-loopback',
      'ff02::1 ip6-allnodes',
      'ff02::2 ip6-allrouters',
      '10.0.0.2 client.lab client',
      '10.0.0.1 server.lab www.example.org',
      'fd00::1 server.lab www.example.org',
      '',
    ]);
    expect(read('resolv.conf')).toMatch(/^nameserver 10\.0\.0\.254\n/);
    expect(read('nsswitch.conf')).toContain('hosts: files dns');
    expect(read('host.conf')).toBe('multi on\n');
    expect(read('gai.conf')).toMatch(/^precedence ::1\/128 50\nprecedence ::ffff:0:0\/96 40\n/);
    expect(read('gai.conf')).toContain('precedence fd00::/8 20\n');
  });

  it.each([
    ['ipv4', '127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n'],
    ['ipv6', '::1 localhost ip6-localhost ip6-loopback\n'],
  ] as const)('has a localhost of %s alone', async (localhost, text) => {
    await fillWorkspace(shell, folder, { program: { files: [] } }, CLIENT, [], { localhost });
    expect(read('hosts')).toBe(`${text}ff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n`);
    expect(read('nsswitch.conf')).not.toContain('dns');
  });

  it('refuses a path that leads out of the program’s folder', async () => {
    for (const path of ['../x', '/etc/x', 'a/../../x']) {
      const filled = fillWorkspace(shell, folder, { program: { files: [file(path)] } }, CLIENT, [], {
        localhost: 'both',
      });
      await expect(filled).rejects.toThrow(/leads out/);
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'wireside-test-'));
    }
  });
});
