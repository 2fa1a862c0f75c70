/** The packages as npm would publish them work where nothing else of this repository exists. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itNeedsNamespaces } from '@wireside/bench/testing';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLES = join(ROOT, 'labs/sockets/packetization/samples');
let folder = '';

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The installed command. */
const wireside = (...args: string[]): string =>
  execFileSync(join(folder, 'node_modules/.bin/wireside'), args, { cwd: folder, encoding: 'utf8' });

describe('the packages, installed elsewhere', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wireside-pack-'));
    npm(['pack', '--workspaces', '--pack-destination', folder], ROOT);
    const packed = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    npm(['install', '--ignore-scripts', '--prefer-offline', ...packed.map((name) => `./${name}`)], folder);
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('print their help and their version', () => {
    expect(wireside('--help')).toContain('judge');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'cli/package.json'), 'utf8')) as {
      version: string;
    };
    expect(wireside('--version')).toBe(`${version}\n`);
  });

  it('bring labs without problems, and the schemas for editors', () => {
    const labs = join(folder, 'node_modules/@wireside/labs');
    expect(wireside('labs', 'check', labs)).toMatch(/^\d+ labs?, \d+ parts, \d+ cases: no problems\.\n$/);
    expect(readdirSync(join(labs, 'schema')).toSorted()).toEqual(['lab.json', 'part.json', 'scene.json']);
  });

  it('contain neither tests nor sources', () => {
    const files = readdirSync(join(folder, 'node_modules/@wireside/trace'), { recursive: true }).map(String);
    expect(files.filter((name) => name.includes('.test.'))).toEqual([]);
    expect(files).toContain('dist/index.js');
  });

  it('serve the page', async () => {
    const child = spawn(join(folder, 'node_modules/.bin/wireside'), ['open', '--no-browser'], {
      cwd: folder,
      env: { ...process.env, XDG_STATE_HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let text = '';
      for await (const chunk of child.stdout) {
        text += String(chunk);
        if (text.includes('Ctrl-C')) break;
      }
      const address = /http:\S+/.exec(text)![0];
      const welcome = await fetch(address, { redirect: 'manual' });
      const cookie = welcome.headers.get('set-cookie')!.split(';')[0]!;
      const page = await fetch(new URL('/', address), { headers: { cookie } });
      const script = /src="\.(\/assets\/[\w.-]+\.js)"/.exec(await page.text())![1]!;
      expect((await fetch(new URL(script, address), { headers: { cookie } })).status).toBe(200);
    } finally {
      child.kill('SIGINT');
    }
  });

  itNeedsNamespaces('judge a program', () => {
    const text = wireside(
      'judge',
      'packetization',
      join(SAMPLES, 'correct/python-streaming.py'),
      '--case',
      'two',
      '--json',
    );
    expect(JSON.parse(text)).toMatchObject({ part: 'packetization', verdict: 'pass', score: 1, max: 1 });
  });
});
