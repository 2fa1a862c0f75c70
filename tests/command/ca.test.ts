/** `wireside ca` and `wireside certificate`, from the command line. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBash, TIMEOUT, wireside } from './wireside.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-ca-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasOpenssl = findTool('openssl', process.env['PATH'] ?? '') !== undefined;

describe('wireside ca', () => {
  it.skipIf(!hasOpenssl)(
    'makes an authority, signs, refuses, and shows the register',
    async () => {
      const { code, stdout, stderr } = await inBash(
        `cd "${folder}" && wireside ca init --dir ca --name 'The course' >init.txt &&
         openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -out r -subj /CN=Juliet 2>/dev/null &&
         wireside ca sign - --dir ca --for Juliet <r >crt && openssl verify -CAfile ca/ca.crt crt`,
      );
      expect([code, stdout, stderr]).toEqual([0, 'crt: OK\n', '']);
      const ca = join(folder, 'ca');
      const refused = await wireside('ca', 'sign', join(folder, 'r'), '--dir', ca, '--for', 'Romeo');
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toBe(
        `The request has the name of someone else.
seen: CN=Juliet; expected: CN=Romeo
Certificates are only for your own name:
openssl req -new -key server.key -out request.csr -subj '/CN=Romeo'
(CA_NAME_OF_ANOTHER)
`,
      );
      const all = await wireside('ca', 'show', '--dir', ca);
      expect(all.stdout).toMatch(
        /^CN=The course, in .*\n[^]* signed [0-9A-F]{32} CN=Juliet, for Juliet, until /,
      );
      expect(all.stdout).toMatch(/ refused CN=Juliet, for Romeo: .* \(CA_NAME_OF_ANOTHER\)\n$/);
      const one = await wireside('ca', 'show', join(folder, 'crt'), '--dir', ca, '--json');
      expect(JSON.parse(one.stdout)).toMatchObject({ register: [{ event: 'signed', subject: 'CN=Juliet' }] });
      const none = await wireside('ca', 'show', 'ABCD', '--dir', ca);
      expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('(CA_NOT_FOUND)')]);
    },
    TIMEOUT,
  );

  it.skipIf(!hasOpenssl)(
    'signs for several processes at the same time, each with its own line in the register',
    async () => {
      const { code, stdout, stderr } = await inBash(
        `cd "${folder}" && wireside ca init --dir many >many.txt &&
         openssl req -new -newkey ed25519 -nodes -keyout k2 -out r2 -subj /CN=Juliet 2>/dev/null &&
         for i in 1 2 3 4; do wireside ca sign r2 --dir many >crt$i & done; wait
         wc -l <many/register.ndjson; ls many; for i in 1 2 3 4; do openssl x509 -in crt$i -noout -serial; done | sort -u | wc -l`,
      );
      expect([code, stdout, stderr]).toEqual([0, '4\nca.crt\nca.key\nregister.ndjson\n4\n', '']);
    },
    TIMEOUT,
  );

  it(
    'reports what it cannot do, with exit status 1',
    async () => {
      const sign = await wireside('ca', 'sign', 'nosuch', '--dir', join(folder, 'none'));
      expect([sign.code, sign.stderr]).toEqual([1, expect.stringContaining('(CA_REQUEST_MISSING)')]);
      const missing = await wireside('ca', 'show', '--dir', join(folder, 'none'));
      expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('(CA_MISSING)')]);
      const kind = await wireside('ca', 'init', '--dir', join(folder, 'x'), '--algorithm', 'rsa1024');
      expect([kind.code, kind.stderr]).toEqual([1, expect.stringContaining('(CA_OPTION)')]);
    },
    TIMEOUT,
  );
});

describe('wireside certificate self-signed', () => {
  it(
    'writes a pair, prints the openssl command, and overwrites nothing without --force',
    async () => {
      const out = join(folder, 'pair');
      const words = ['certificate', 'self-signed', 'localhost', '--out', out, '--algorithm', 'p256'];
      const first = await wireside(...words);
      expect([first.code, first.stderr]).toEqual([0, '']);
      expect(first.stdout).toContain('openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes');
      expect(statSync(join(out, 'server.key')).mode & 0o777).toBe(0o600);
      const again = await wireside(...words);
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('(CA_FILE_EXISTS)')]);
      writeFileSync(join(out, 'server.key'), 'old', { mode: 0o644 });
      expect((await wireside(...words, '--force')).code).toBe(0);
      expect(statSync(join(out, 'server.key')).mode & 0o777).toBe(0o600);
    },
    TIMEOUT,
  );
});
