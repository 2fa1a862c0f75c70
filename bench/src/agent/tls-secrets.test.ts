import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSecrets, withSecrets } from './tls-secrets.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'wireside-test-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RANDOM = '0a'.repeat(32);
const SECRET = `CLIENT_TRAFFIC_SECRET_0 ${RANDOM} ${'1b'.repeat(32)}`;

describe('readSecrets', () => {
  it.each([
    ['the lines of the format, each once', `# comment\n${SECRET}\n${SECRET}\n`, `${SECRET}\n`],
    [
      'nothing of what is not one',
      `hello\nCLIENT_RANDOM x y\n${SECRET}zz\nPS1 ${RANDOM} ${RANDOM}\n`,
      undefined,
    ],
    ['nothing of an empty file', '', undefined],
    ['no line beyond a limit', `${'x'.repeat(1024 * 1024)}\n${SECRET}\n`, undefined],
  ])('reads %s', (_, text, expected) => {
    writeFileSync(join(folder, 'secrets'), text);
    expect(readSecrets(join(folder, 'secrets'))).toBe(expected);
  });

  it('follows no link', () => {
    writeFileSync(join(folder, 'target'), `${SECRET}\n`);
    symlinkSync('target', join(folder, 'link'));
    expect(readSecrets(join(folder, 'link'))).toBeUndefined();
    expect(readSecrets(join(folder, 'missing'))).toBeUndefined();
  });
});

describe('withSecrets', () => {
  it('adds to the environment, and leaves alone what the program sets itself', () => {
    expect(withSecrets({ A: 'b' })).toMatchObject({
      A: 'b',
      SSLKEYLOGFILE: '/wireside/tls-secrets',
      NODE_OPTIONS: expect.stringMatching(/^--tls-keylog=\/wireside\/tls-secrets --require=/),
    });
    expect(withSecrets({ NODE_OPTIONS: '--no-deprecation' })['NODE_OPTIONS']).toMatch(
      /^--no-deprecation --tls-keylog=/,
    );
    const own = { SSLKEYLOGFILE: 'mine', NODE_OPTIONS: '--tls-keylog=mine' };
    expect(withSecrets(own)).toEqual(own);
  });
});
