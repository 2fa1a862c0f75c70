/** Runs a client of ours with this process's standard input, output and Ctrl-C. */
import { once } from 'node:events';
import { type PeerEvent, runClient } from '@wireside/peers';
import { escape } from '../terminal/escape.ts';
import { eventLine } from './event-line.ts';

/**
 * Runs it to its end. What it prints is standard output, as it came where a program reads it, and made safe where a terminal
 * does; its events go to standard error where they are wanted.
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
    // A client that is over does not wait for a line that nobody will type.
    stdin.destroy();
  }
}

/** Bytes for a terminal: their line ends are kept, all else that a terminal acts on is spelled out. */
function safeLines(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').split('\n').map(escape).join('\n');
}
