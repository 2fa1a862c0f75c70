/** The page of scenes: each scene of it runs on the bench and prints what the page says; the keys are those of the schema. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { readScene } from '@wireside/lab';
import { Model } from '@wireside/trace';
import { openModel, readTrace } from '@wireside/trace/node';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, TIMEOUT, wireside } from '../command/wireside.ts';

const PAGE = join(ROOT, 'docs/scenes.md');
const folder = mkdtempSync(join(tmpdir(), 'wireside-scenes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A scene of the page. */
interface Section {
  readonly file: string;
  readonly yaml: string;
  /** What each actor prints: `actor: line`. */
  readonly printed: readonly string[];
}

const page = readFileSync(PAGE, 'utf8');
const sections: Section[] = [
  ...page.matchAll(
    /```yaml\n# (\S+)\n([^]*?)```\n\n```sh\nnpx wireside run docs\/scenes\/\1\n```\n\n```text\n([^]*?)\n```/g,
  ),
].map(([, file, yaml, text]) => ({ file: file!, yaml: yaml!, printed: text!.split('\n') }));

/** What the page says of packets, sockets and lookups. */
const FACTS: Readonly<Record<string, (model: Model) => void>> = {
  'both-ends.yaml': ({ connections }) => {
    expect(connections).toHaveLength(1);
    expect(connections[0]!.client.actor).toBe('client');
    expect(connections[0]!.server.actor).toBe('server');
    expect(connections[0]!.toServer.sends).toHaveLength(1);
  },
  'three-clients.yaml': ({ connections }) => expect(connections).toHaveLength(3),
  'chat.yaml': ({ connections }) => expect(connections).toHaveLength(2),
  'television.yaml': ({ datagrams }) => {
    const fromStation = datagrams.filter(({ from }) => from.host === 'station');
    expect(fromStation.length).toBeGreaterThanOrEqual(3);
    const receivers = fromStation[0]!.to.filter(({ receive }) => receive !== undefined);
    expect(receivers.map(({ actor }) => actor).toSorted()).toEqual(['kitchen', 'parlor']);
  },
  'half-close.yaml': ({ connections }) => {
    const { toServer, toClient } = connections[0]!;
    expect(toServer.fin).toBeLessThan(toClient.packets[0]!.packet);
  },
  'third-segment.yaml': ({ run, resent }) => {
    expect(run.impairments).toMatchObject([{ kind: 'drop', from: 'client', to: 'server', dropped: 1 }]);
    expect(resent).not.toEqual([]);
  },
  'restart.yaml': ({ trace }) =>
    expect(trace.sockets.some(({ state, host }) => state === 'TIME_WAIT' && host === 'plain')).toBe(true),
  'hard-coded.yaml': ({ trace }) => {
    expect(trace.lookups.map(({ name }) => name)).toContain('tcpip.example.org');
    for (const { name, code } of trace.lookups)
      if (name === 'tcpip.example.org') expect(code).toBe('NXDOMAIN');
  },
};

/** A line of the page, where `…` stands for anything. */
function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** The lines that an actor printed on standard output. */
function linesOf(model: Model, actor: string): string[] {
  const text = Buffer.from(model.output('stdout', actor).bytes).toString();
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

describe('docs/scenes.md', () => {
  it('has ten scenes, as they are in docs/scenes', () => {
    expect(sections.map(({ file }) => file)).toHaveLength(10);
    for (const { file, yaml } of sections) {
      const text = readFileSync(join(ROOT, 'docs/scenes', file), 'utf8');
      expect(text.slice(text.indexOf('\n') + 1), file).toBe(yaml);
      expect(() => readScene(join(ROOT, 'docs/scenes', file))).not.toThrow();
    }
    const names = sections.map(({ file }) => file);
    for (const file of Object.keys(FACTS)) expect(names).toContain(file);
  });

  // One after the other: scenes with several programs need the processors for themselves.
  for (const { file, printed } of sections) {
    itNeedsNamespaces(
      file,
      async () => {
        const run = join(folder, file);
        const { stdout, stderr } = await wireside('run', join('docs/scenes', file), '--keep', run);
        const model = new Model(readTrace(run));
        expect(model.run.faults, `${stdout}\n${stderr}`).toEqual([]);
        const actors = [...new Set(printed.map((line) => line.slice(0, line.indexOf(': '))))];
        for (const actor of actors) {
          const expected = printed
            .filter((line) => line.startsWith(`${actor}: `))
            .map((line) => line.slice(actor.length + 2));
          const lines = linesOf(model, actor);
          expect(lines, `${actor}\n${stdout}\n${stderr}`).toHaveLength(expected.length);
          for (const [i, line] of lines.entries()) expect(line).toMatch(patternOf(expected[i]!));
        }
        FACTS[file]?.(model);
      },
      TIMEOUT,
    );
  }

  itNeedsNamespaces(
    'shows the text inside TLS',
    async () => {
      const run = join(folder, 'tls-again');
      await wireside('run', 'docs/scenes/tls.yaml', '--keep', run);
      const { connections } = await openModel(run);
      const { tls, toClient } = connections[0]!;
      expect(tls?.decrypted).toBe(true);
      const texts = toClient.messages.map((span) => Buffer.from(toClient.messageBytes(span)).toString());
      expect(texts.join('')).toContain('Only you can read this.');
    },
    TIMEOUT,
  );
});

/** The part of JSON Schema that the schema of scenes uses. */
interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** The mapping that a schema allows, itself or as one of several kinds. */
function mappingOf(node: Node | undefined): Node {
  const kinds = [node, ...(node?.anyOf ?? [])];
  return kinds.find((kind) => kind?.properties !== undefined) ?? {};
}

/** The keys of each mapping of a scene file, as tables. */
function keysText(): string {
  const root = JSON.parse(readFileSync(join(ROOT, 'labs/schema/scene.json'), 'utf8')) as Node;
  const inside = (name: string, of: Node = root): Node => of.properties?.[name] ?? {};
  const others = (node: Node): Node => mappingOf(node.additionalProperties as Node);
  const actor = others(inside('actors'));
  const step = mappingOf(inside('steps').items);
  const tables: readonly (readonly [string, Node])[] = [
    ['A scene file', root],
    ['A host, under `hosts`', others(inside('hosts'))],
    ['An actor, under `actors`', actor],
    ['The input of a program', mappingOf(inside('input', actor))],
    ['Limits of a program', mappingOf(inside('limits', actor))],
    ['A step', step],
    ['A condition, of `start` and `when`', mappingOf(inside('when', step))],
    ['An action, of `do`', mappingOf(inside('do', step))],
    ['An impairment', mappingOf(inside('impairments').items)],
  ];
  return tables
    .map(([title, { properties = {} }]) => {
      const rows = Object.entries(properties).map(
        ([key, { description = '' }]) => `- \`${key}\`: ${description}.`,
      );
      return `### ${title}\n\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

it('docs/scenes.md lists all keys of a scene file (RECORD=1 writes them)', () => {
  const [, before, , after] = /^([^]*<!-- keys:[^\n]*-->\n\n)([^]*?)(<!-- end of keys -->[^]*)$/.exec(page)!;
  const expected = `${before}${keysText()}\n${after}`;
  if (process.env['RECORD'] === '1') writeFileSync(PAGE, expected);
  expect(readFileSync(PAGE, 'utf8')).toBe(expected);
});
