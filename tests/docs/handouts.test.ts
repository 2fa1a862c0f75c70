/** The handouts of the labs: the prototype is that of the part, and each command works and prints what it is there for. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WHY_NO_NAMESPACES } from '@wireside/bench/testing';
import { findEdition, findPart, readLabs } from '@wireside/lab';
import { describe, expect, it, test } from 'vitest';
import { OwnNetwork } from '../command/own-network.ts';
import { MAIN, ROOT } from '../command/wireside.ts';
import type { Command } from '../command/wireside.ts';

/** The machine may be busy. ms. */
const TIMEOUT = 480_000;
/** How long to wait before looking again, ms. */
const AGAIN = 20;

const LABS = join(ROOT, 'labs');

/** What a block of commands prints, in all of its terminals, by part and in the order of the handout. */
const PRINTS: Readonly<Record<string, readonly RegExp[]>> = {
  'hello-server': [/^pass: hello-server/m, /Romeo/],
  'hello-client': [/^pass: hello-client/m, /Romeo/],
  'echo-server': [/^pass: echo-server/m, /received 8 bytes/, /LISTEN[^]*ESTABLISHED[^]*TIME_WAIT/],
  'echo-client': [/^pass: echo-client/m, /send 16 bytes/],
  packetization: [/^pass: packetization/m, /This is PMU data 1/],
  udp: [/^pass: udp/m, /OFFSET[:=]\d+/],
  receiver: [/^pass: receiver/m, /Song of the wire/],
  tls: [/^pass: tls/m, /course\/ca\.crt/, /This is PMU data 0/, /pdc-tls│ This is PMU data 0/],
  'tls-client': [
    /^pass: tls-client/m,
    /course\/ca\.crt/,
    /This is PMU data 1/,
    /certificate verify failed/,
    /Unknown CA/,
  ],
  websocket: [/^pass: websocket/m, /This is PMU data 1/],
  'tls-pair-server': [
    /-----/,
    /^pass: tls-pair-server/m,
    /TLSv1\.3\nTLS_\w+\nhello/,
    /The opening[^]*Sent twice/,
  ],
  'tls-pair-client': [
    /-----/,
    /^pass: tls-pair-client/m,
    /^TLSv1\.3$/m,
    /Sent twice[^]*Unknown CA/,
    /Client Hello/,
  ],
  'upper-server': [
    /^pass: upper-server/m,
    /^ROMEO\n\nJULIET\n[^]*A LINE THAT IS TYPED/m,
    /Len=5[^]*Len=5[^]*recvfrom/,
    /→ 5005 Len=5/,
  ],
  'page-client': [
    /^pass: page-client/m,
    /^<p>The secret is: <b>open sesame/m,
    /GET \/ HTTP/,
    /GET \/ HTTP[^]*open sesame[^]*200 OK/,
    /Client Hello[^]*Server Hello[^]*http\/wire\.pcapng:1\nhttps\/wire\.pcapng:0\n/,
  ],
  sender: [/^pass: sender/m, /123456.*a line that is typed/],
};

/** What is typed in a terminal whose program reads its input; then the input ends. */
const TYPED = 'a line that is typed\n';

/** The blocks of a handout: its prototype, and those of commands, each a line for a terminal. */
function blocksOf(part: string, program: string): { prototype: string; commands: string[][] } {
  const text = readFileSync(join(findPart(part).folder, 'handout.md'), 'utf8');
  const blocks = [...text.matchAll(/^```\w*\n([^]*?)^```$/gm)].map(([, block = '']) =>
    block.split('\n').filter((line) => line !== ''),
  );
  const isCommand = ([first = '']: readonly string[]): boolean =>
    /^(?:wireside|python3|openssl|curl|nc) /.test(first);
  return {
    prototype: blocks.find(([first = '']) => first === program || first.startsWith(`${program} `))?.[0] ?? '',
    commands: blocks.filter(isCommand),
  };
}

/** Parts whose programs talk to each other: they have a test of their own beside this one. */
const ELSEWHERE: readonly string[] = ['chat-client', 'chat-server'];
const parts = readLabs(LABS).flatMap((lab) => lab.parts);

const own = parts.filter(({ id }) => !ELSEWHERE.includes(id));

describe.concurrent.each(own.map(({ id, program }) => ({ id, program })))('$id', ({ id, program }) => {
  const { prototype, commands } = blocksOf(id, program);

  it('has the prototype with the arguments of the part', () => {
    const { arguments: words } = findEdition(findPart(id));
    expect(prototype.split(' ').slice(1)).toHaveLength(words.length);
  });

  it('has commands, each of which is in this test', () => {
    expect(commands).not.toEqual([]);
    expect(PRINTS[id]).toHaveLength(commands.length);
  });

  test.skipIf(WHY_NO_NAMESPACES !== undefined)(
    'its commands print what they are there for',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wireside-handout-'));
      try {
        chmodSync(folder, 0o755);
        mkdirSync(join(folder, 'bin'));
        // A script and not a link: on the bench the folder has another name, and what the command imports stays where it is.
        const script = `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
        writeFileSync(join(folder, 'bin/wireside'), script, { mode: 0o755 });
        for (const [file] of commands
          .flat()
          .join(' ')
          .matchAll(/\b\w+\.py\b/g))
          copyFileSync(sampleOf(id, file), join(folder, file));
        for (const [i, lines] of commands.entries()) {
          const wanted = PRINTS[id]![i]!;
          expect(await typeAll(lines, folder, wanted), lines.join('; ')).toMatch(wanted);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    TIMEOUT,
  );
});

/** Types each line in a terminal of its own, in a network of its own, until they have printed what is wanted. */
async function typeAll(lines: readonly string[], folder: string, wanted: RegExp): Promise<string> {
  const network = await OwnNetwork.open();
  const terminals: Command[] = [];
  try {
    const ended = new Set<Command>();
    for (const line of lines) {
      const before = socketsOf(network);
      const words = ['bash', '-c', `cd ${folder}; PATH=${folder}/bin:$PATH; exec ${line}`];
      const terminal = network.start(words, { XDG_STATE_HOME: `${folder}/state` }, 'pipe');
      terminals.push(terminal);
      void terminal.said.then(() => ended.add(terminal));
      terminal.child.stdin!.on('error', () => {}).end(TYPED);
      while (!ended.has(terminal) && !isReady(terminal, line, socketsOf(network) !== before)) await again();
    }
    for (;;) {
      const said = terminals.map(({ texts }) => texts.stdout + texts.stderr).join('\n');
      if (wanted.test(said) || ended.size === terminals.length) return said;
      await again();
    }
  } finally {
    for (const { child } of terminals) child.kill('SIGINT');
    await Promise.all(terminals.map(({ said }) => said));
    await network.close();
  }
}

/** A correct program in Python: of the part whose prototype the file is named after, else of this one. */
function sampleOf(part: string, file: string): string {
  const asked = findPart(part);
  const other =
    file === `${asked.program}.py` ? undefined : parts.find(({ program }) => file === `${program}.py`);
  const folder = join((other ?? asked).folder, 'samples/correct');
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  return join(folder, names.find((name) => name === 'python.py') ?? names.toSorted().at(-1)!);
}

/** Whether the next line can be typed: a server listens, or a client talks. Other commands must have ended. */
function isReady(terminal: Command, line: string, hasSocket: boolean): boolean {
  const stays = /^(?:python3|nc|wireside (?:serve|client|receiver|sender|pdc|chat|secure-pmu)) /.test(line);
  return stays && (hasSocket || terminal.texts.stdout + terminal.texts.stderr !== '');
}

/** The sockets and the groups of a network: they change when a server is there. */
const socketsOf = (network: OwnNetwork): string =>
  ['tcp', 'udp', 'igmp']
    .flatMap(
      (name) => network.table(name).match(/(?<=: )[0-9A-F]{8}:[0-9A-F]{4}|[0-9A-F]{8}(?= +\d+ )/g) ?? [],
    )
    .join(' ');

const again = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AGAIN));
