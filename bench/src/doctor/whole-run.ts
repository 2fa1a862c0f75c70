/** Tries the whole: one tiny program on a real bench, with everything that a run has but a peer. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '../bench.ts';
import { ENVIRONMENT } from '../languages.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { type Outcome, PATIENCE } from './attempt.ts';

const HELLO = 'hello from the bench';

/** Runs a shell program and looks at the trace it left. */
export async function tryRun(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-doctor-'));
  let bench: Bench | null = null;
  let timer: NodeJS.Timeout | undefined;
  try {
    bench = Bench.open({ parallel: 1 });
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${PATIENCE / 1000} s`)), PATIENCE);
    });
    return await Promise.race([run(bench, join(folder, 'run')), tooLate]);
  } catch (error) {
    return { ok: false, seen: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    await bench?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(bench: Bench, folder: string): Promise<Outcome> {
  await bench.ready();
  const since = performance.now();
  const { ended, faults } = await bench.run(
    {
      program: {
        files: [{ path: 'hello.sh', bytes: Buffer.from(`echo '${HELLO}'\n`), executable: false }],
        command: ['sh', 'hello.sh'],
        environment: { ...ENVIRONMENT },
      },
      arguments: [],
      input: new Uint8Array(0),
      network: 'wire',
      names: [],
      loss: 0,
      peers: [],
      limits: DEFAULT_LIMITS,
      seed: 'doctor',
    },
    folder,
  );
  const took = Math.round(performance.now() - since);
  if (faults.length > 0) return { ok: false, seen: faults.join(' · ') };
  if (ended?.reason !== 'exited' || ended.code !== 0) {
    return { ok: false, seen: `the program did not end well: ${JSON.stringify(ended)}` };
  }
  const has = (file: string, what: string): boolean =>
    readFileSync(join(folder, file), 'utf8').includes(what);
  if (!has('output.ndjson', HELLO)) return { ok: false, seen: "the program's output is not in the trace" };
  return { ok: true, seen: `a program ran in ${took} ms and left its trace` };
}
