/** For tests that need a private network: where there is none, they are skipped, and their names say why. */
import { spawnSync } from 'node:child_process';
import { it } from 'vitest';
import { missingTools } from './doctor/tools.ts';
import { dropPrivileges, ENTER_NAMESPACES } from './privilege.ts';
import { TOOL_PATH } from './tool-path.ts';

export { findTool } from './tool-path.ts';

/** Why the bench does not work on this machine, found by entering its namespaces once; undefined where it works. */
export const WHY_NO_NAMESPACES: string | undefined = whyNot();

function whyNot(): string | undefined {
  if (process.platform !== 'linux') return `only Linux has them, and this is ${process.platform}`;
  const missing = missingTools().filter(({ optional }) => optional !== true);
  if (missing.length > 0) return `missing: ${missing.map(({ name }) => name).join(', ')}`;
  const [file = '', ...args] = [...dropPrivileges(), ...ENTER_NAMESPACES, 'true'];
  const { status, stderr, error } = spawnSync(file, args, {
    env: { PATH: TOOL_PATH, LC_ALL: 'C' },
    cwd: '/',
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (status === 0) return undefined;
  return stderr?.trim().split('\n', 1)[0] || error?.message || `status ${status}`;
}

/** Like `it`. Where there are no namespaces, the test is skipped, and its name says why. */
export function itNeedsNamespaces(name: string, test: () => void | Promise<void>, timeout?: number): void {
  if (WHY_NO_NAMESPACES === undefined) it(name, test, timeout);
  else it.skip(`${name} (needs namespaces: ${WHY_NO_NAMESPACES})`, test);
}
