/** Records the runs of the page's demo on the bench, and packs them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TRACE_FILES } from '@wireside/trace';
import { zipSync } from 'fflate';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLES = 'labs/sockets/packetization/samples';
const JUDGE = ['judge', 'packetization'];

/** How each recorded run is made; the arguments of the command. */
const RECORDINGS: Readonly<Record<string, readonly string[]>> = {
  wrong: [...JUDGE, `${SAMPLES}/incorrect/one-recv-one-message.py`, '--case', 'two'],
  correct: [...JUDGE, `${SAMPLES}/correct/python-streaming.py`, '--case', 'two'],
  loss: ['run', 'web/demo/loss.yaml'],
  tls: ['run', 'docs/scenes/tls.yaml'],
  chat: ['run', 'docs/scenes/chat.yaml'],
  deadlock: ['run', 'web/demo/deadlock.yaml', '--idle', '2'],
};

/** The names of the recorded runs. */
export const RECORDED: readonly string[] = Object.keys(RECORDINGS);

/** Records them again, into a folder, one archive each. Numbers of calls and packets may differ from before: see the tours. */
export function recordDemos(into: string): void {
  const temporary = mkdtempSync(join(tmpdir(), 'wireside-demo-'));
  for (const [name, args] of Object.entries(RECORDINGS)) {
    const folder = join(temporary, name);
    try {
      execFileSync(process.execPath, ['cli/dist/main.js', ...args, '--seed', 'demo', '--keep', folder], {
        cwd: ROOT,
        // Nothing of this computer but its kernel belongs into a recorded run.
        env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: process.env['HOME'] },
        stdio: 'ignore',
      });
    } catch {
      // Status 1: an incorrect program, or one that was stopped, as it should be.
    }
    writeFileSync(join(into, `${name}.zip`), pack(args[0] === 'judge' ? join(folder, args.at(-1)!) : folder));
  }
  rmSync(temporary, { recursive: true });
}

/** A run's folder as an archive. */
function pack(folder: string): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const name of TRACE_FILES) {
    try {
      const bytes = readFileSync(join(folder, name));
      files[name] = name.endsWith('.pcapng')
        ? bytes
        : Buffer.from(bytes.toString('utf8').replaceAll(ROOT, '/home/student/wireside'));
    } catch {
      // It has no such file.
    }
  }
  return zipSync(files, { level: 9, mtime: new Date(2026, 0, 1) });
}
