/** Where runs are kept when nobody says otherwise: the newest few, in the user's own state folder. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Judgements and runs that are kept; older ones are removed. */
const KEPT = 20;

/** Makes a new folder for what is run now. XDG Base Directory Specification: state goes to XDG_STATE_HOME. */
export function newRunFolder(what: string): string {
  const state = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  const all = join(state, 'wireside', 'runs');
  mkdirSync(all, { recursive: true });
  // The names begin with the time, so they sort by age.
  const old = readdirSync(all)
    .toSorted()
    .slice(0, -(KEPT - 1));
  for (const name of old) rmSync(join(all, name), { recursive: true, force: true });
  // With milliseconds: one command may judge several programs within a second.
  const time = new Date().toISOString().replaceAll(/[-:.Z]/g, '');
  const folder = join(all, `${time}-${what}-${process.pid}`);
  mkdirSync(folder);
  return folder;
}
