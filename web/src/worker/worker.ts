/** The worker: answers the page's questions about what is open, one after the other. */
import { TraceError } from '@wireside/trace';
import type { FromWorker, ToWorker } from './messages.ts';
import { Session } from './session.ts';
import { OpenError } from './source.ts';

const session = new Session();
const post = (message: FromWorker): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => void answer(data));

async function answer({ id, method, argument }: ToWorker): Promise<void> {
  try {
    const value =
      method === 'open'
        ? await session.open(
            argument as Parameters<Session['open']>[0],
            (progress) => post({ id, progress }),
            (grown) => post({ grown }),
          )
        : await (session[method] as (argument: unknown) => unknown).call(session, argument);
    post({ id, value });
  } catch (error) {
    post({
      id,
      error: { message: error instanceof Error ? error.message : String(error), hint: hintOf(error) },
    });
  }
}

function hintOf(error: unknown): string {
  if (error instanceof OpenError || error instanceof TraceError) return error.hint;
  return 'This is a fault of Wireside. Reload the page; if it happens again, report it with the file.';
}
