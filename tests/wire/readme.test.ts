/** The README's examples, run as they are, against the packed library installed alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enhancedPacket, interfaceDescription, sectionHeader } from '@wireside/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const WIRE = join(import.meta.dirname, '../../wire');
const README = readFileSync(join(WIRE, 'README.md'), 'utf8');
let folder = '';

/** An example and its output, which the README shows after it. */
const EXAMPLES = Array.from(
  README.matchAll(/```(js|ts)\n(.*?)```\n+```text\n(.*?)```/gs),
  ([, language, code, output]) => ({ language: language!, code: code!, output: output! }),
);

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const ETHERNET = '02000000000b 02000000000a 0800';
const CLIENT = '0a000001 0a000002 9c40 0050';
const SERVER = '0a000002 0a000001 0050 9c40';
/** 10.0.0.1:40000 opens a connection to port 80 of 10.0.0.2 and resets it; then a datagram to port 7000 that says 42. */
const PACKETS = [
  `45000028 00010000 40060000 ${CLIENT} 00000063 00000000 5002ffff 00000000`,
  `45000028 00010000 40060000 ${SERVER} 00000f00 00000064 5012ffff 00000000`,
  `45000028 00020000 40060000 ${CLIENT} 00000064 00000f01 5010ffff 00000000`,
  `45000028 00030000 40060000 ${CLIENT} 00000064 00000f01 5004ffff 00000000`,
  `45000020 00040000 40110000 0a000001 0a000002 9c40 1b58 000c 0000 0000002a`,
];

function capture(): Uint8Array {
  const packets = PACKETS.map((digits, i) => {
    const data = Buffer.from(`${ETHERNET}${digits}`.replaceAll(' ', ''), 'hex');
    return enhancedPacket({ seconds: 1_800_000_000, nanos: i * 1_000_000, data });
  });
  return Buffer.concat([sectionHeader(), interfaceDescription({ linkType: 1 }), ...packets]);
}

describe('the README of the library', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wireside-readme-'));
    npm(['pack', '--pack-destination', folder], WIRE);
    const packed = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    npm(['install', '--ignore-scripts', '--prefer-offline', ...packed.map((name) => `./${name}`)], folder);
    writeFileSync(join(folder, 'capture.pcapng'), capture());
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has examples, the first of five lines', () => {
    expect(EXAMPLES.length).toBeGreaterThan(2);
    expect(EXAMPLES[0]!.code.trimEnd().split('\n')).toHaveLength(5);
  });

  for (const [i, { code, output }] of EXAMPLES.entries()) {
    it(`example ${i + 1} prints the output shown after it`, () => {
      writeFileSync(join(folder, `example-${i}.js`), code);
      const printed = execFileSync(process.execPath, [`example-${i}.js`], { cwd: folder, encoding: 'utf8' });
      expect(printed).toBe(output);
    });
  }

  it('is installed with nothing but the library and its ciphers', () => {
    const installed = readdirSync(join(folder, 'node_modules'), { recursive: true }).map(String);
    const packages = installed.filter((path) => /^(@[^/]+\/[^/]+|[^@./][^/]*)$/.test(path));
    expect(packages.toSorted()).toEqual(['@noble/ciphers', '@noble/hashes', '@wireside/wire']);
    const files = installed.filter((path) => path.startsWith('@wireside/wire/'));
    expect(files).toContain('@wireside/wire/DIFFERENCES.md');
    expect(files.filter((path) => /\.test\.|\/src\//.test(path))).toEqual([]);
  });
});
