/** The bench's folder for temporary files. The folder of a bench that was killed is removed by the next bench. */
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStat } from './proc.ts';

const PREFIX = 'wireside-bench-';
/** The file that names the process to which a folder belongs. */
const OWNER = 'owner';

/** Agents run as another user, and must reach their own folders in the bench's. */
const FOLDER_MODE = 0o711;

/** Makes a folder that agents can enter, and removes the folders of benches that are dead. */
export function makeTemporaryFolder(): string {
  removeStale();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, FOLDER_MODE);
  const owner = identity('self');
  if (owner !== undefined) writeFileSync(join(folder, OWNER), owner);
  return folder;
}

/**
 * What distinguishes a process from all others, also from one that gets its number later: process namespace, number and
 * start time. Undefined when there is no such process here, or no /proc.
 */
function identity(process: string): string | undefined {
  try {
    const { pid, startTime } = readStat(process);
    return `${readlinkSync('/proc/self/ns/pid')} ${pid} ${startTime}`;
  } catch {
    return undefined;
  }
}

/** Removes the folders of this user whose owner was in this process namespace and has ended. */
function removeStale(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      const status = lstatSync(folder);
      if (!status.isDirectory() || status.uid !== process.getuid?.()) continue;
      const owner = readFileSync(join(folder, OWNER), 'latin1');
      const [namespace = '', pid = ''] = owner.split(' ');
      if (namespace !== readlinkSync('/proc/self/ns/pid') || identity(pid) === owner) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another bench has just made it, or is removing it.
    }
  }
}
