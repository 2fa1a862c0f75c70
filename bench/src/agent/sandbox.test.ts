import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { canShow, sandboxCommand } from './sandbox.ts';

const OPTIONS = {
  folder: '/w',
  limits: DEFAULT_LIMITS,
  tools: {},
  hasFilter: true,
  hasNetwork: true,
  hostname: 'client',
};

/** The paths at which something is mounted, in order. */
function mounts(command: readonly string[]): string[] {
  return command.flatMap((word, i) =>
    /^--(?:ro-)?bind(?:-try)?$/.test(word) ? [`${command[i + 1]} ${command[i + 2]}`] : [],
  );
}

describe('sandboxCommand', () => {
  it('shows a folder in place after /tmp, and after the folders that contain it', () => {
    const inPlace = { folder: '/tmp/task/src', readable: ['/tmp/task', '/opt/python', '/proc/1'] };
    const command = sandboxCommand({
      ...OPTIONS,
      program: { environment: {}, inPlace },
      place: { folder: inPlace.folder, isOverlay: true },
    });
    const paths = mounts(command);
    expect(paths.slice(paths.indexOf('/w/tmp /tmp') + 3)).toEqual([
      '/tmp/task /tmp/task',
      '/opt/python /opt/python',
      '/w-place /tmp/task/src',
    ]);
    expect(command[command.indexOf('--chdir') + 1]).toBe('/tmp/task/src');
  });

  it('shows it read-only where there is no overlay', () => {
    const program = { environment: {}, inPlace: { folder: '/home/u', readable: [] } };
    const command = sandboxCommand({ ...OPTIONS, program, place: { folder: '/home/u', isOverlay: false } });
    expect(command.join(' ')).toContain('--ro-bind /home/u /home/u');
  });

  it('has paths of its own, at which no folder can be shown', () => {
    for (const path of ['/', '/usr', '/etc', '/proc', '/proc/1', '/dev/shm', '/wireside/bin'])
      expect(canShow(path)).toBe(false);
    for (const path of ['/tmp', '/tmp/x', '/home/u', '/usr/local/x', '/srv'])
      expect(canShow(path)).toBe(true);
    const program = { environment: {}, inPlace: { folder: '/', readable: [] } };
    expect(() => sandboxCommand({ ...OPTIONS, program })).toThrow(/cannot run in \//);
  });

  it('has the name of the host, and gives compilations neither network nor secrets', () => {
    const program = { environment: { A: 'b' } };
    const run = sandboxCommand({ ...OPTIONS, program });
    expect(run[run.indexOf('--hostname') + 1]).toBe('client');
    expect(run).toContain('SSLKEYLOGFILE');
    const build = sandboxCommand({ ...OPTIONS, program, hasNetwork: false });
    expect(build).toContain('--unshare-net');
    expect(build).not.toContain('SSLKEYLOGFILE');
  });
});
