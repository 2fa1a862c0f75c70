/** Runs a client of ours with this process's standard input, output and Ctrl-C. */
import { escape } from '@wireside/trace';
import { once } from 'node:events';
import { runClient } from '@wireside/peers';
import type { PeerEvent } from '@wireside/peers';
import { eventLine } from './event-line.ts';

/**
 * Runs the client until it ends. What it prints goes to standard output: unchanged if a program reads it, escaped if a
 * terminal does. With `verbose`, its events go to standard error; without,
 * only those that say that it is waiting.
 */
export async function runClientHere(
  name: string,
  record: Readonly<Record<string, unknown>>,
  { verbose = false }: { readonly verbose?: boolean } = {},
): Promise<void> {
  const started = performance.now();
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const { stdin, stdout, stderr } = process;
  try {
    await runClient(name, record, {
      signal: abort.signal,
      input: stdin,
      log: (event: PeerEvent) => {
        if (verbose) stderr.write(`${eventLine(event, performance.now() - started)}\n`);
        else if (event.event === 'wait') stderr.write(`${name}: ${escape(event.note ?? '')}\n`);
      },
      print: (line) => {
        if (stdout.isTTY) stdout.write(`${escape(line)}\n`);
        else stdout.write(Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
      },
      write: async (bytes) => {
        if (!stdout.write(stdout.isTTY ? safeLines(bytes) : bytes)) await once(stdout, 'drain');
      },
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    // Otherwise a client that has ended would wait for a line that no one will type.
    stdin.destroy();
  }
}

/** Bytes for a terminal: newlines are kept, everything else that a terminal acts on is escaped. */
function safeLines(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').split('\n').map(escape).join('\n');
}
