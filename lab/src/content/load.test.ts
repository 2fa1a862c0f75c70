import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKS } from '../checks/index.ts';
import { findCases, findEdition, findPart, listParts } from './load.ts';

let labs = '';
beforeAll(() => {
  labs = mkdtempSync(join(tmpdir(), 'wireside-labs-'));
});
afterAll(() => rmSync(labs, { recursive: true, force: true }));

function write(text: string): void {
  mkdirSync(join(labs, 'lab/part'), { recursive: true });
  writeFileSync(join(labs, 'lab/part/part.yaml'), text);
}

describe('the labs that come with Wireside', () => {
  it('name only checks and editions that there are', () => {
    const parts = listParts();
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      expect(Object.keys(part.editions)).toContain(part.defaultEdition);
      for (const { checks } of part.cases) for (const id of checks) expect(CHECKS.has(id), id).toBe(true);
      const ids = part.cases.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('are found by name, and the others are named where one is not', () => {
    const part = findPart('packetization');
    expect(() => findPart('nothing')).toThrow(/no part "nothing"/);
    expect(() => findEdition(part, '1999')).toThrow(/no edition "1999"/);
    expect(() => findCases(part, ['two', 'three'])).toThrow(/no case "three"/);
    expect(findCases(part, ['one', 'two']).map(({ id }) => id)).toEqual(['two', 'one']);
  });
});

describe('content that is damaged', () => {
  it('is refused with its file and the place', () => {
    write('id: [');
    expect(() => listParts(labs)).toThrow(/part\.yaml is no YAML/);
    write('id: Part One\ntitle: x\n');
    expect(() => listParts(labs)).toThrow(/part\.yaml is no part[^]*id/);
  });
});
