/** The agent: a process that is a bench's server host, and runs one program after another against its peers. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import type { FromAgent, ToAgent } from './messages.ts';
import { prepareServerHost } from './network.ts';
import { makePipes } from './pipes.ts';
import { startRun, type Running } from './run.ts';
import { makeStage, type Stage } from './stage.ts';

function send(message: FromAgent): void {
  process.send?.(message);
}

/** Its own folder, which the bench made for it. */
const folder = process.argv[2] as string;
const folders = { pipes: join(folder, 'pipes'), workspace: join(folder, 'run') };

let running: Running | null = null;
/** Whether the run's end was asked for, perhaps before there was anything to end. */
let stopped = false;
/** The next run's stage, when it was made ahead. */
let ahead: Stage | null = null;

async function serve(message: ToAgent): Promise<void> {
  switch (message.type) {
    case 'run': {
      const { request, tools } = message;
      stopped = false;
      // A workspace that was mounted ahead must go before another takes its place.
      if (request.network !== 'wire') await clearStage();
      const stage = ahead ?? (await makeStage(request.network, folders.workspace));
      ahead = null;
      try {
        running = startRun(
          stage,
          request,
          tools,
          folders,
          (file, bytes) => send({ type: 'append', file, bytes }),
          (setting) => send({ type: 'begun', setting }),
        );
        if (stopped) running.stop();
        send({ type: 'ran', report: await running.result });
      } finally {
        running = null;
        // After the answer: nobody needs to wait for it but the next run, which gets a new stage.
        await stage.remove();
      }
      return makeReady();
    }
    case 'build':
      await clearStage();
      send({ type: 'built', result: await build(message.request, message.tools, folders) });
      return makeReady();
    case 'stop':
      stopped = true;
      return running?.stop();
  }
}

async function clearStage(): Promise<void> {
  const stage = ahead;
  ahead = null;
  await stage?.remove();
}

async function makeReady(): Promise<void> {
  ahead ??= await makeStage('wire', folders.workspace);
  send({ type: 'ready' });
}

const failed = (error: unknown): void =>
  send({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });

process.on('message', (message) => void serve(message as ToAgent).catch(failed));
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit(); // the bench has gone while this one was starting

try {
  mkdirSync(folders.pipes);
  mkdirSync(folders.workspace);
  await Promise.all([prepareServerHost(), makePipes(folders.pipes)]);
  await makeReady();
} catch (error) {
  failed(error);
}
