/** The handout of the lab tcp-anatomy: each command in it works, in the order in which it stands there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, expect } from 'vitest';
import { inBash, ROOT, TIMEOUT } from '../command/wireside.ts';
import type { Said } from '../command/wireside.ts';

const LAB = join(ROOT, 'labs/tcp-anatomy');
const HANDOUT = readFileSync(join(LAB, 'handout.md'), 'utf8');
/** The blocks of the handout, with the language on the first line. */
const BLOCKS = HANDOUT.split(/^```/m).filter((_, i) => i % 2 === 1);

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wireside-handout-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (line: string): Promise<Said> =>
  inBash(`cd '${folder}' && ${line}`, { XDG_STATE_HOME: join(folder, 'state') });

itNeedsNamespaces(
  'its commands print what they are there for, and the segment that is lost is found',
  async () => {
    const three = join(ROOT, 'docs/scenes/three-clients.yaml');
    await inFolder(`wireside run '${three}' --keep three && cp three/wire.pcapng mine.pcapng`);
    const scene = BLOCKS.find((block) => block.startsWith('yaml\n'))!.slice('yaml\n'.length);
    expect(readFileSync(join(LAB, 'lost-segment.yaml'), 'utf8')).toContain(scene);
    writeFileSync(join(folder, 'lost-segment.yaml'), scene);
    const lines = BLOCKS.filter((block) => block.startsWith('\n')).flatMap((block) =>
      block.trim().split('\n'),
    );
    expect(lines).toHaveLength(14);
    const said = new Map<string, Said>();
    for (const line of lines) {
      const one = await inFolder(line);
      said.set(line, one);
      // Exit status 1 of explain says that something went wrong in the run.
      const most = line.startsWith('wireside explain') ? 1 : 0;
      expect(one.code, `${line}\n${one.stdout}${one.stderr}`).toBeLessThanOrEqual(most);
    }
    const messages = Array.from({ length: 15 }, (_, i) => `This is PMU data ${i}`).join('');
    expect(said.get('wireside run lost-segment.yaml')?.stdout).toContain(messages);
    const page = said.get('wireside anatomy last')?.stdout;
    expect(page).toContain('The network of this run dropped 1 packet.');
    expect(page).toMatch(/There are retransmissions: \S+:5003 1 time /);
    expect(page).toContain('R sent again');
    expect(readFileSync(join(folder, 'lost.svg'), 'utf8')).toContain('Retransmissions (1)');
  },
  TIMEOUT,
);
