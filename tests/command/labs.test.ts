/** `wireside labs`, folders of labs of a teacher's own, `wireside runs`, and what the command says about itself. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBash, TIMEOUT, ROOT, SAMPLES, wireside } from './wireside.ts';

const LAB = `id: own
title: A lab of our own
parts: [first]
hosts: { server: [device.example] }
defaultEdition: now
editions:
  now: { title: Now, strict: true, peers: { pmu: { port: 6000, firstNumber: 7 } } }
`;
const PART = `id: first
title: The first part
exercise: packetization
program: PDC
serverName: device.example
editions:
  now: { arguments: [server, port, command] }
scene: { actors: { pmu: { peer: pmu, on: server }, client: { program: student } } }
cases:
  - id: two
    title: Two messages
    command: CMD_short:0
    actors: { pmu: { options: { messages: 2, segmentation: coalesced } } }
    checks: [connects, command, messages, end]
`;

let folder = '';
let labs = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-labs-')));
  labs = join(folder, 'labs');
  writeLab(labs, PART);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeLab(to: string, part: string): void {
  mkdirSync(join(to, 'own/first'), { recursive: true });
  writeFileSync(join(to, 'own/lab.yaml'), LAB);
  writeFileSync(join(to, 'own/first/part.yaml'), part);
}

describe('wireside labs', () => {
  it('lists labs and parts, those of --labs and WIRESIDE_LABS first', async () => {
    const own = `own: A lab of our own, in ${labs}/own\n  first: The first part, 1 case, editions now\n`;
    const shipped = `chat: A chat over TCP, in ${join(ROOT, 'labs/chat')}\n  chat-client: The chat, the client, `;
    const sockets = `sockets: Socket programming, in ${join(ROOT, 'labs/sockets')}\n  hello-server: UDP hello, the server, `;
    const [plain, flag, environment] = await Promise.all([
      wireside('labs'),
      wireside('labs', '--labs', labs),
      inBash('wireside labs', { WIRESIDE_LABS: `${labs}:` }),
    ]);
    expect(plain.stdout.startsWith(shipped)).toBe(true);
    expect(plain.stdout).toContain(`\n${sockets}`);
    expect(flag.stdout.startsWith(`${own}\n${shipped}`)).toBe(true);
    expect(environment).toEqual(flag);
    const { stdout } = await wireside('labs', '--labs', labs, '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'own', parts: [{ id: 'first', cases: [{ id: 'two', points: 1 }] }], problems: [] },
      { id: 'chat' },
      { id: 'sockets' },
      { id: 'tcp-anatomy' },
    ]);
  });

  it('says when a folder does not exist', async () => {
    expect(await wireside('labs', '--labs', join(folder, 'nosuch'))).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no folder ${folder}/nosuch.
Name a folder of labs. It is named on the command line, or by the environment variable WIRESIDE_LABS.
(CONTENT_MISSING)
`,
    });
  });
});

describe('wireside labs check', () => {
  it('says that all is well, of a folder of labs, a lab and a part', async () => {
    for (const path of ['labs', 'labs/own', 'labs/own/first']) {
      expect(await wireside('labs', 'check', join(folder, path))).toEqual({
        code: 0,
        stdout: '1 lab, 1 part, 1 case: no problems.\n',
        stderr: '',
      });
    }
  });

  it('reports everything that is wrong at once, with exit status 1', async () => {
    const wrong = join(folder, 'wrong');
    writeLab(
      wrong,
      PART.replace('[server, port, command]', '[server, port, comand]').replace('end]', 'edn]'),
    );
    const part = `${wrong}/own/first/part.yaml`;
    expect(await wireside('labs', 'check', wrong)).toEqual({
      code: 1,
      stdout: `${part}:7:36: editions.now.arguments[2]: unknown argument "comand". Did you mean "command"?
    allowed: server, port, command, group, id, certificate, key, ca
${part}:14:43: cases[0].checks[3]: unknown check "edn". Did you mean "end"?
    allowed: connects, command, messages, live, flood, end, refused
2 problems.
`,
      stderr: '',
    });
    const refused = await wireside(
      'judge',
      'first',
      join(SAMPLES, 'correct/python-streaming.py'),
      '--labs',
      wrong,
    );
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain(`${part}:14:43: cases[0].checks[3]: unknown check "edn".`);
    expect(refused.stderr).toMatch(/\(CONTENT_DAMAGED\)\n$/);
  });
});

describe('a part of a folder of your own', () => {
  itNeedsNamespaces(
    'can be run with its names, its ports and its numbers, and the run is found again',
    async () => {
      const state = { XDG_STATE_HOME: join(folder, 'state') };
      const program = join(SAMPLES, 'correct/python-streaming.py');
      const { code, stdout, stderr } = await inBash(
        `wireside run --labs ${labs} --part first --case two -- ${program}`,
        state,
      );
      expect([code, stdout]).toEqual([0, 'This is PMU data 7\nThis is PMU data 8\n']);
      const [, id] = /-- wireside show ([a-z2-9]{4})\n$/.exec(stderr)!;
      const listed = await inBash('wireside runs', state);
      expect(listed.stdout).toMatch(new RegExp(`^id .*\n${id} .* two .* exit status 0 `));
      const [last, byId] = await Promise.all([
        inBash('wireside show last --output', state),
        inBash(`wireside show ${id!.slice(0, 3)} --output`, state),
      ]);
      expect(last.stdout).toContain('This is PMU data 7');
      expect(byId).toEqual(last);
    },
    TIMEOUT,
  );
});

describe('the command itself', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'cli/package.json'), 'utf8')) as {
      version: string;
    };
    expect(await wireside('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('says which commands exist', async () => {
    const { code, stdout, stderr } = await wireside('jugde');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^There is no command "wireside jugde"\.\nDid you mean "judge"\? Available commands: demo, judge, .*\nwireside --help describes them\.\n\(USAGE\)\n$/,
    );
  });
});
