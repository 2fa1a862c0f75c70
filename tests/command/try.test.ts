/** `wireside try`: a case of a part by hand, with commands from a pipe, with a command, and at a terminal. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { openModel } from '@wireside/trace/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAIN, start, TIMEOUT, wireside } from './wireside.ts';

const ASK = "bash -c 'exec 3<>/dev/tcp/pmu.lab/5003; printf CMD_short:0 >&3; cat <&3'";
const ANSWER = 'This is PMU data 0This is PMU data 1';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-try-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a command to which the test types. */
const typedTo = (words: readonly string[]): ReturnType<typeof start> => start(words, {}, 'pipe');

itNeedsNamespaces(
  'a shell takes commands from a pipe, and talks to the server of the case',
  async () => {
    const kept = join(folder, 'pipe');
    const trying = typedTo([process.execPath, MAIN, 'try', 'packetization', 'two', '--keep', kept]);
    trying.child.stdin!.end(`${ASK}\necho; hostname\n`);
    const { code, stdout, stderr } = await trying.said;
    expect([code, stdout]).toEqual([0, `${ANSWER}\nclient\n`]);
    expect(stderr).toContain('-- packetization/two: Two messages that travel together\n');
    expect(stderr).toContain(
      '-- You are on the host client; the hosts: server and client. With you: pmu on server.\n' +
        '-- In your place, the judge starts: PDC pmu.lab 5003 CMD_short:0\n',
    );
    expect((await openModel(kept)).program.ended).toMatchObject({ reason: 'exited', code: 0 });
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'a command after -- is run instead of a shell, in the first case where none is named',
  async () => {
    const words = [
      'try',
      'packetization',
      '--keep',
      join(folder, 'command'),
      '--',
      'bash',
      '-c',
      `${ASK}; exit 3`,
    ];
    const { code, stdout } = await wireside(...words);
    expect([code, stdout]).toEqual([1, ANSWER]);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'what the scene would type for the program is left to the user, and the end of the command ends it all',
  async () => {
    const talk = 'exec 3<>/dev/tcp/chat.lab/8989; echo Are you there? >&3; read -r line <&3; echo "$line"';
    const words = ['try', 'chat-client', 'turns', '--keep', join(folder, 'chat'), '--', 'bash', '-c', talk];
    const { code, stdout } = await wireside(...words);
    expect(code).toBe(0);
    expect(stdout).toContain('client│ Yes, since this morning.\n');
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'at a terminal, the shell has a terminal of the same size, and each key',
  async () => {
    const command = `stty rows 31 cols 97; ${process.execPath} ${MAIN} try udp ipv4 --keep ${join(folder, 'tty')}`;
    const trying = typedTo(['script', '--quiet', '--return', '--command', command, '/dev/null']);
    let screen = '';
    let typed = 0;
    // Each line when the prompt, or what the line before it prints, is on the screen.
    const lines = [
      ['udp/ipv4$ ', 'stty size; echo "a""b"\r'],
      // A program of its own, so that it has the terminal, and Ctrl-C, by the time that it prints.
      ['ab\r', 'sh -c \'echo c""d; exec sleep 300\'\r'],
      ['cd\r', '\u0003'],
      ['udp/ipv4$ ', 'exit 0\r'],
    ] as const;
    trying.child.stdout!.on('data', (text: string) => {
      screen += text;
      for (let next = lines[typed]; next !== undefined && screen.includes(next[0]); next = lines[typed]) {
        screen = screen.slice(screen.indexOf(next[0]) + next[0].length);
        trying.child.stdin!.write(next[1]);
        typed++;
      }
    });
    const { code, stdout } = await trying.said;
    expect(code).toBe(0);
    expect(typed).toBe(lines.length);
    expect(stdout).toContain('31 97\r');
  },
  TIMEOUT,
);

it('refuses what is no case', async () => {
  expect(await wireside('try', 'packetization', 'tow')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^The part packetization has no case "tow"\.\nDid you mean "two"\?/,
    ) as string,
  });
  expect((await wireside('try', 'packetization', 'two', 'more')).stderr).toBe(
    `"more" is more than a case.\nA command comes after --: wireside try PART CASE -- COMMAND\n(USAGE)\n`,
  );
});
