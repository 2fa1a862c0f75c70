import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectFiles } from './collect.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'wireside-test-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === 'linux')('collectFiles', () => {
  it('collects regular files, and nothing that only looks like one', () => {
    mkdirSync(join(folder, 'sub'));
    mkdirSync(join(folder, 'left'));
    writeFileSync(join(folder, 'sub/a'), 'text');
    writeFileSync(join(folder, 'left/b'), 'text');
    chmodSync(join(folder, 'sub/a'), 0o755);
    symlinkSync('/etc/passwd', join(folder, 'link'));
    symlinkSync('/etc', join(folder, 'folder-link'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    // A name that is not UTF-8.
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), 'odd');
    expect(collectFiles(folder, new Set(['left']))).toEqual([
      { path: 'sub/a', bytes: Buffer.from('text'), executable: true },
    ]);
  });
});
