/** The commands in the handouts of the lab chat work as they are written there, with a correct program of each part. */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAIN, ROOT, TIMEOUT } from '../command/wireside.ts';

const LAB = join(ROOT, 'labs/chat');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-handouts-'));
  // Programs of root run on the bench as another user.
  chmodSync(folder, 0o755);
  for (const part of ['client', 'server'])
    copyFileSync(
      join(LAB, `chat-${part}/samples/correct/python-threads.py`),
      join(folder, `chat_${part}.py`),
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The blocks of commands in a handout, each as its lines. */
function blocksOf(part: string): string[][] {
  const text = readFileSync(join(LAB, part, 'handout.md'), 'utf8');
  return [...text.matchAll(/^```\n([^]*?)^```$/gm)]
    .map(([, block]) => block!.trim().split('\n'))
    .filter(([first]) => /^(?:wireside|python3) /.test(first!));
}

/** Runs a script in the folder with the programs, on request in a network of its own; resolves with what it wrote. */
async function inShell(script: string, isAlone = false): Promise<{ code: number | null; said: string }> {
  const head = `set -e; wireside() { "${process.execPath}" "${MAIN}" "$@"; }\n`;
  const alone = ['unshare', '--map-root-user', '--net', '--kill-child'];
  const [file, ...words] = [...(isAlone ? alone : []), 'bash', '-c', `${head}${script}`];
  const shell = spawn(file!, words, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') },
  });
  let said = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (bytes: Buffer) => (said += String(bytes)));
  return new Promise((resolve) => shell.on('close', (code) => resolve({ code, said })));
}

/** A command that takes the place of its shell, so that a signal reaches it. */
const exec = (line = ''): string => `exec ${line.replace(/^wireside /, `"${process.execPath}" "${MAIN}" `)}`;

/** A server, and two others who talk through it until both leave: port 8989 is 231D. */
const talk = ([server, one, two]: readonly string[]): string => `
ip link set lo up
pause() { read -rt 0.1 <> <(:) || true; }
mkfifo one two three; exec 11<>one 12<>two 13<>three
( ${exec(server)} ) < three > server.out 2>&1 & server=$!
until grep -q ':231D [0-9A-F:]* 0A ' /proc/net/tcp /proc/net/tcp6; do pause; done
( ${exec(one)} ) < one > one.out 2>&1 & one=$!
( ${exec(two)} ) < two > two.out 2>&1 & two=$!
until grep -q 'first of all' two.out; do echo 'first of all' >&11; pause; done
until grep -q 'then again' one.out; do echo 'then again' >&12; pause; done
echo >&11; echo >&12; wait $one $two
echo both have left
`;

const NO_SERVER = 'kill $server; wait $server || true; rm one two three';

it('has these blocks of commands', () => {
  expect(blocksOf('chat-client').map((lines) => lines.length)).toEqual([1, 3, 2]);
  expect(blocksOf('chat-server').map((lines) => lines.length)).toEqual([1, 3, 2]);
});

// Each judges, or has a network and a chat of its own; they share the folder, so they run one after the other.
itNeedsNamespaces(
  'chat-client: judge it, talk by it, and look at a run',
  async () => {
    const [judge, chat, look] = blocksOf('chat-client') as [string[], string[], string[]];
    expect((await inShell(judge[0]!)).said).toContain('pass: chat-client');
    expect((await inShell(talk(chat) + NO_SERVER, true)).said).toContain('both have left');
    const { code, said } = await inShell(`printf 'Hi\\n\\n' | ${look[0]}; ${look[1]}`);
    expect(code, said).toBe(0);
    expect(said).toContain('"Hi\\n"');
    expect(said).toContain('FIN');
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'chat-server: judge it, talk through it, and leave it in two ways',
  async () => {
    const [judge, chat, leave] = blocksOf('chat-server') as [string[], string[], string[]];
    expect((await inShell(judge[0]!)).said).toContain('pass: chat-server');
    const { code, said } = await inShell(`${talk(chat)}${leave.join('\n')}\n${NO_SERVER}`, true);
    expect(said).toContain('both have left');
    expect(code, said).toBe(0);
  },
  TIMEOUT,
);
