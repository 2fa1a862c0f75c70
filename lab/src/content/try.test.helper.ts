/** Writes small labs for tests: one correct lab, and the same with changed lines. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A correct lab.yaml of a lab in the folder `own`. */
export const LAB = `id: own
title: A lab of our own
parts: [first]
hosts: { server: [pmu.lab] }
defaultEdition: now
editions:
  now: { title: Now, strict: true }
`;

/** A correct part.yaml of the part `first`. */
export const PART = `id: first
title: The first part
exercise: packetization
program: PDC
serverName: pmu.lab
editions:
  now: { arguments: [server, port, command] }
scene:
  hosts: { server: {}, client: {} }
  actors:
    pmu: { peer: pmu, on: server }
    client: { program: student }
cases:
  - id: two
    title: Two messages
    command: CMD_short:0
    actors: { pmu: { options: { messages: 2, segmentation: coalesced } } }
    checks: [connects, command, messages, end]
  - id: nobody
    title: No server
    command: CMD_short:0
    actors: { pmu: absent }
    checks: [refused]
`;

/** A new, empty folder of labs, symbolic links resolved. */
export function newLabs(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'wireside-labs-')));
}

/** Writes a file below a folder, with the folders that it needs. */
export function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Writes the correct lab with one text of each file replaced. */
export function writeLab(
  folder: string,
  {
    lab = ['', ''],
    part = ['', ''],
  }: { lab?: readonly [string, string]; part?: readonly [string, string] } = {},
): void {
  for (const [text, [from]] of [
    [LAB, lab],
    [PART, part],
  ] as const) {
    if (!text.includes(from)) throw new Error(`${from} is not in the file`);
  }
  write(folder, 'own/lab.yaml', LAB.replace(...lab));
  write(folder, 'own/first/part.yaml', PART.replace(...part));
}
