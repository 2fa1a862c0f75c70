/** Runs a client on a host of the bench against peers on another, and returns what was on the wire. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, ENVIRONMENT } from '@wireside/bench';
import { WHY_NO_NAMESPACES } from '@wireside/bench/testing';
import { compileFilter, openCapture } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect } from 'vitest';
import { request } from '../../bench/src/bench.test.helper.ts';
import { hasTshark, tshark, withoutEphemeralServices } from '../../wire/src/testing/tshark.test.helper.ts';

/** The machine may be busy. ms. */
export const TIMEOUT = 360_000;

/** The result of a run. */
export interface Outcome {
  /** The numbers of the packets that match a display filter. */
  rows(filter: string): number[];
  /** How many packets match a display filter. */
  count(filter: string): number;
  /** What the program printed to standard output. */
  output: string;
  /** The events of the peers. */
  events: { actor: string; event: string; data?: string; remote?: string; note?: string }[];
  /** The capture file. */
  file: string;
}

/** What to run, and against which peers. */
export interface Wanted {
  readonly peers: readonly { readonly name: string; readonly options: Readonly<Record<string, unknown>> }[];
  readonly file: { readonly path: string; readonly text: string };
  readonly command: string[];
  readonly arguments?: string[];
  readonly input?: string;
}

/** Opens a bench for the tests of a file; call it once, at the top. */
export function onTheBench(): (name: string, wanted: Wanted) => Promise<Outcome> {
  let folder = '';
  let bench: Bench | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wireside-peers-'));
    if (WHY_NO_NAMESPACES === undefined) bench = Bench.open({ parallel: 1 });
  });
  afterAll(async () => {
    await bench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return async (name, wanted) => {
    const to = join(folder, name);
    const { path, text } = wanted.file;
    const program = {
      files: [{ path, bytes: Buffer.from(text), executable: false }],
      command: wanted.command,
      environment: { ...ENVIRONMENT },
    };
    const { description } = await bench!.run(
      request(program, {
        arguments: wanted.arguments ?? [],
        input: Buffer.from(wanted.input ?? ''),
        peers: wanted.peers,
        seed: name,
      }),
      to,
    );
    expect(description.faults).toEqual([]);
    const lines = (lane: string): Record<string, unknown>[] =>
      readFileSync(join(to, `${lane}.ndjson`), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const file = join(to, 'wire.pcapng');
    const capture = openCapture(new Uint8Array(readFileSync(file)), { registry: labRegistry });
    const rows = (filterText: string): number[] => {
      const { filter, error } = compileFilter(filterText, { registry: labRegistry });
      expect(error).toBeUndefined();
      return Array.from(filter!.rows(capture), (row) => row + 1);
    };
    // Neither we nor Wireshark (if it is installed) find anything malformed in it.
    expect(rows('_ws.malformed')).toEqual([]);
    if (hasTshark) expect(tshark(file, ['-Y', '_ws.malformed', ...withoutEphemeralServices()])).toBe('');
    return {
      rows,
      count: (filter) => rows(filter).length,
      output: JSON.stringify(lines('output')),
      events: lines('peer') as unknown as Outcome['events'],
      file,
    };
  };
}

/** The protocols that tshark finds in each packet that matches a filter, one line each; undefined if it is not installed. */
export function protocols({ file }: Outcome, filter: string): string | undefined {
  return hasTshark
    ? tshark(file, ['-Y', filter, '-T', 'fields', '-e', 'frame.protocols', ...withoutEphemeralServices()])
    : undefined;
}

/** A client of ours as one file for the station, which has only Node; its argument is a record as JSON. */
export function ourClient(name: string): Pick<Wanted, 'file' | 'command'> {
  const source = `
    import { runClient } from '@wireside/peers';
    await runClient(${JSON.stringify(name)}, JSON.parse(process.argv[2]), {
      log: () => {},
      print: (line) => process.stdout.write(Buffer.concat([Buffer.from(line), Buffer.from('\\n')])),
      write: async (bytes) => void process.stdout.write(bytes),
      input: process.stdin,
      signal: new AbortController().signal,
    });
    process.exit();`;
  return { file: { path: 'client.mjs', text: bundled(source) }, command: ['node', 'client.mjs'] };
}

/** One file of JavaScript from a source that uses the peers. */
export function bundled(source: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outputFiles[0]!.text;
}
