/** Tries everything together: a tiny program on a real bench, without a peer. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '../bench.ts';
import { ENVIRONMENT } from '../languages.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { ATTEMPT_TIMEOUT } from './attempt.ts';
import type { Outcome } from './attempt.ts';

const HELLO = 'hello from the bench';

/** Runs a shell program and checks its trace. */
export async function tryRun(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-doctor-'));
  let bench: Bench | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    bench = Bench.open({ parallel: 1 });
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not finished after ${ATTEMPT_TIMEOUT / 1000} s`)),
        ATTEMPT_TIMEOUT,
      );
    });
    return await Promise.race([run(bench, join(folder, 'run')), late]);
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
  const { description, model } = await bench.run(
    {
      scene: {
        hosts: [
          { name: 'server', names: [] },
          { name: 'client', names: [] },
        ],
        actors: [
          {
            kind: 'program',
            name: 'client',
            host: 'client',
            program: {
              files: [{ path: 'hello.sh', bytes: Buffer.from(`echo '${HELLO}'\n`), executable: false }],
              command: ['sh', 'hello.sh'],
              environment: { ...ENVIRONMENT },
            },
            arguments: [],
            input: new Uint8Array(0),
            limits: DEFAULT_LIMITS,
          },
        ],
        steps: [],
        impairments: [],
      },
      seed: 'doctor',
    },
    folder,
  );
  const { ended } = model.program;
  const { faults } = description;
  const took = Math.round(performance.now() - since);
  if (faults.length > 0) return { ok: false, seen: faults.join(' · ') };
  if (ended?.reason !== 'exited' || ended.code !== 0) {
    return { ok: false, seen: `the program failed: ${JSON.stringify(ended)}` };
  }
  if (!readFileSync(join(folder, 'output.ndjson'), 'utf8').includes(HELLO)) {
    return { ok: false, seen: "the program's output is not in the trace" };
  }
  return { ok: true, seen: `a program ran in ${took} ms and left its trace` };
}
