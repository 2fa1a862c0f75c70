/** The load generator, a process of its own: `generator.js JOB`, one line of JSON out. */
import type { Job, Outcome } from './job.ts';
import { putLoad } from './load.ts';

const outcome: Outcome = await putLoad(JSON.parse(process.argv[2] ?? '') as Job);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
