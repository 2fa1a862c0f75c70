import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programsIn, recognize } from './hand-in.ts';

const PARTS = [
  { id: 'packetization', program: 'PDC', names: ['tcp'] },
  { id: 'udp', program: 'PDC', names: [] },
  { id: 'receiver', program: 'receiver', names: [] },
  { id: 'tls', program: 'secure_pmu', names: [] },
  { id: 'tls-client', program: 'secure_pdc', names: ['tls'] },
  { id: 'websocket', program: 'PDC', names: ['ws'] },
];

/** What was taken for which part, without those that have nothing. */
function taken(...paths: string[]): Record<string, string> {
  const found = recognize(PARTS, paths).taken.flatMap(({ part, path }) =>
    path === undefined ? [] : [[part, path]],
  );
  return Object.fromEntries(found) as Record<string, string>;
}

describe('recognize', () => {
  it.each([
    ['PDC.py', 'packetization'],
    ['pdc.c', 'packetization'],
    ['PDC_123456_234567.py', 'packetization'],
    ['12-PDC-udp.py', 'udp'],
    ['udp/PDC.py', 'udp'],
    ['Lab 2 UDP/src/PDC.java', 'udp'],
    ['PDC_ws.mjs', 'websocket'],
    ['PDCWebSocket.java', 'websocket'],
    ['pdc_websocket_v2.py', 'websocket'],
    ['secure_pmu.py', 'tls'],
    ['securePMU123456.py', 'tls'],
    ['secure-pmu/', 'tls'],
    ['tls/secure_pmu.py', 'tls'],
    ['secure_pdc.py', 'tls-client'],
    ['SecurePdc.java', 'tls-client'],
    ['tls/secure_pdc_123456.py', 'tls-client'],
    ['receiver.py', 'receiver'],
  ])('takes %s for %s', (path, part) => {
    expect(taken(path.replace(/\/$/, ''))).toEqual({ [part]: path.replace(/\/$/, '') });
  });

  it.each(['notes.py', 'PDCs.py', 'apdc.py', 'pmu.py', 'udp.py', 'udp/receiver.py', '123456.py'])(
    'takes %s for nothing',
    (path) => expect(taken(path)).toEqual({}),
  );

  it('takes each file for one part, and prefers names with less in them', () => {
    const paths = ['PDC.py', 'PDC_old.py', 'udp/PDC.py', 'udp/PDC_backup.py', 'ws/PDC.py', 'receiver_1.py'];
    const { others } = recognize(PARTS, paths);
    expect(taken(...paths)).toEqual({
      packetization: 'PDC.py',
      udp: 'udp/PDC.py',
      websocket: 'ws/PDC.py',
      receiver: 'receiver_1.py',
    });
    expect(others).toEqual(['PDC_old.py', 'udp/PDC_backup.py']);
  });

  it('lists every part in its order', () => {
    expect(recognize(PARTS, []).taken.map(({ part }) => part)).toEqual(PARTS.map(({ id }) => id));
  });
});

describe('programsIn', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wireside-hand-in-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  };

  it('finds files of known languages, and folders that are programs', () => {
    for (const path of ['a.py', 'b/c.c', 'b/report.pdf', 'made/Makefile', 'made/x.c', 'script/run', 'plain'])
      write(path);
    for (const path of ['.git/x.py', 'node_modules/y.js', '1/2/3/4/deep.py', 'own.zz']) write(path);
    symlinkSync('/etc', join(folder, 'link'));
    expect(programsIn(folder, [])).toEqual(['a.py', 'b/c.c', 'made', 'plain', 'script']);
    const language = { name: 'Zz', endings: ['.zz'], run: ['zz'], packages: 'zz' };
    expect(programsIn(folder, [{ languages: [language] }])).toContain('own.zz');
  });
});
