/**
 * An authority that cannot sign says why: it has expired, it is damaged, or the key in the request is not a valid point.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HAS_OPENSSL, OpensslFolder } from '../openssl.test.helper.ts';
import { signRequest } from '../sign.ts';
import { initAuthority } from './init.ts';

describe.skipIf(!HAS_OPENSSL)('an authority that cannot sign', () => {
  let folder: OpensslFolder;
  let ca: string;
  let good: Buffer;

  beforeAll(async () => {
    folder = new OpensslFolder();
    ca = join(folder.path, 'ca');
    await initAuthority(ca, { days: 30 });
    good = folder.request(['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], '/CN=Juliet');
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => folder.remove());

  it('has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * 86_400_000 });
    await expect(signRequest(ca, good)).rejects.toMatchObject({ code: 'CA_EXPIRED' });
  });

  it.each(['ca.crt', 'ca.key'])('has a damaged %s', async (name) => {
    const broken = join(folder.path, `broken-${name}`);
    mkdirSync(broken);
    for (const file of ['ca.crt', 'ca.key']) copyFileSync(join(ca, file), join(broken, file));
    const text = readFileSync(join(broken, name), 'utf8');
    writeFileSync(join(broken, name), text.slice(0, text.length / 2), { mode: 0o600 });
    await expect(signRequest(broken, good)).rejects.toMatchObject({ code: 'CA_DAMAGED' });
  });

  it('gets a compressed point, which other software may not read', async () => {
    const run = (...args: string[]): Buffer =>
      execFileSync('openssl', args, { cwd: folder.path, stdio: 'pipe' });
    run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'p.key');
    run('ec', '-in', 'p.key', '-conv_form', 'compressed', '-out', 'c.key');
    const request = run('req', '-new', '-key', 'c.key', '-subj', '/CN=Juliet');
    await expect(signRequest(ca, request)).rejects.toMatchObject({ code: 'CA_KEY_INVALID' });
  });
});
