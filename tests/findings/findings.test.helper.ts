/** Runs programs on the bench, and compares what the rules find in their runs. */
import type { Program } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import type { Finding } from '@wireside/trace';
import { findings, RUN_RULES } from '@wireside/trace';
import { openModel } from '@wireside/trace/node';
import { CAPTURE_RULES } from '@wireside/wire';
import { expect } from 'vitest';
import type { Observed } from '../scenes/scenes.test.helper.ts';
import { on, scene, source, TestBench, TEST_TIMEOUT, whenListening } from '../scenes/scenes.test.helper.ts';

export { on, peerActor, python, scene, TEST_TIMEOUT, whenListening } from '../scenes/scenes.test.helper.ts';

/** A run, and what the rules find in it. */
export interface Explained extends Observed {
  readonly findings: readonly Finding[];
}

/** The bench of a file of tests. */
export class FindingsBench {
  readonly #bench = new TestBench();

  /** A program from the text of its one file; its name says the language: `client.mjs`, `Client.java`, `client.c`. */
  source(name: string, text: string): Promise<Program> {
    return source(this.#bench.bench, name, text);
  }

  /** Plays a server and a client, each on a host of its own; the client starts when the server listens. */
  async both(server: Program, client: Program, options: { readonly idle?: number } = {}): Promise<Explained> {
    const idle = options.idle ?? 2;
    const actors = [
      // The client is stopped first: the end of the server would wake it.
      on('server', server, { limits: { idle: 4 * idle } }),
      on('client', client, { limits: { idle }, ...whenListening('server') }),
    ];
    return this.play({ seed: 'seed', scene: scene({ actors }) });
  }

  /** Runs one program, with peers where it needs them. */
  async run(program: Program, wanted: Parameters<TestBench['run']>[1] = {}): Promise<Explained> {
    const observed = await this.#bench.run(program, wanted);
    return explained(observed);
  }

  /** Plays a scene. */
  async play(request: Parameters<TestBench['play']>[0]): Promise<Explained> {
    return explained(await this.#bench.play(request));
  }
}

async function explained(observed: Observed): Promise<Explained> {
  expect(observed.run.faults).toEqual([]);
  // As the commands do, with what TLS carries.
  const model = await openModel(observed.folder);
  return { ...observed, model, findings: findings(model) };
}

/** A test that needs the bench. */
export const itFinds = (name: string, test: () => Promise<void>): void =>
  itNeedsNamespaces(name, test, TEST_TIMEOUT);

/** The text and the advice of a finding, as its rule's example has them. */
export const whole = ({ text, change }: Pick<Finding, 'text' | 'change'>): string =>
  change === undefined ? text : `${text} ${change}`;

/** The same text whatever its numbers, addresses, quotations, names of calls and of the program are. */
const shape = (text: string): string =>
  text
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\w+\.(?:py|mjs|c|java)\b/g, 'FILE')
    .replaceAll(/\b(?:[Tt]he program|client|server|first|second|localhost(?:-\d)?)\b/g, 'NAME')
    .replaceAll(/(?:\\x[0-9a-f]{2})+/g, '\\xNN')
    .replaceAll(/bytes (?:is|are)\b|byte is\b/g, 'byte is')
    .replaceAll(/\b\w+\(\)(?=,? \(?call)/g, 'CALL()')
    .replaceAll(/\[[0-9a-f:]+\]|\d+(?:[.,]\d+)*/g, '0')
    .replaceAll(/\b0 (?:µs|ms|s)\b/g, '0 s')
    .replaceAll(/\b(call|packet|byte|second)s\b/g, '$1');

/** The finding of a rule; the test fails where there is none. */
export function found({ findings: all }: Explained, rule: string): Finding {
  const one = all.find((finding) => finding.rule === rule);
  expect(one, `${rule}; found: ${all.map(whole).join('\n') || 'nothing'}`).toBeDefined();
  return one!;
}

/** Expects that a rule finds something in the words of its example, and returns it. */
export function expectExample(run: Explained, rule: string): Finding {
  const one = found(run, rule);
  const known = [...RUN_RULES, ...CAPTURE_RULES].find(({ id }) => id === rule)!;
  expect(shape(whole(one))).toBe(shape(known.example));
  return one;
}

/** Expects that the rules find nothing at all that is wrong or suspicious. */
export function expectNothing({ findings: all }: Explained): void {
  expect(
    all.filter(({ severity }) => severity !== 'note').map((one) => `${one.rule}: ${whole(one)}`),
  ).toEqual([]);
}
