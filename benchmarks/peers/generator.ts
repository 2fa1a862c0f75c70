/** The load generator, which is its own process: `generator.js JOB` prints one line of JSON. */
import type { Job, Outcome } from './job.ts';
import { putLoad } from './load.ts';

const outcome: Outcome = await putLoad(JSON.parse(process.argv[2] ?? '') as Job);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
