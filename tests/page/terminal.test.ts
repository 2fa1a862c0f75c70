/** A case played by hand in the page's terminal; and who may open one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itNeedsBench, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';

let folder = '';
let opened: Opened;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-terminal-'));
  opened = await openPage(['--part', 'packetization'], { XDG_STATE_HOME: folder });
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the terminal', () => {
  let browser: Browser;
  afterAll(() => browser?.close());

  itNeedsBench(
    'is on the network of a case, and leaves a run that opens',
    async () => {
      browser = await startBrowser();
      const { page, elsewhere, errors } = await newPage(browser, opened.address);
      await page.goto(opened.address);
      await page.getByRole('button', { name: 'Start a shell' }).click();
      await page.getByText('You are on the host client').waitFor({ timeout: 100_000 });
      const screen = page.locator('.xterm');
      await screen.getByText('packetization/').first().waitFor({ timeout: 100_000 });
      await page.keyboard.type("printf '%s-%s\\n' on $((6*7))\n");
      await screen.getByText('on-42').first().waitFor({ timeout: 100_000 });
      await page.keyboard.type('getent hosts pmu.lab; exit\n');
      const left = page.getByRole('link', { name: 'Open the run that it left' });
      await left.waitFor({ timeout: 100_000 });
      expect(elsewhere).toEqual([]);
      expect(errors).toEqual([]);
      await left.click();
      await page.getByRole('button', { name: 'Back to packetization' }).waitFor();
      await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    },
    240_000,
  );
});

/** Asks for a WebSocket; returns the status, 101 where it is given. */
function upgrade(path: string, headers: Record<string, string>): Promise<number> {
  const { port, host } = new URL(opened.address);
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      setHost: false,
      headers: {
        host,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      },
    });
    asked.on('response', (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the server', () => {
  it('gives a terminal to its own page only', async () => {
    const { origin, port, searchParams } = new URL(opened.address);
    const cookie = `wireside-${port}=${searchParams.get('token')!}`;
    const path = '/api/parts/packetization/terminal';
    expect(await upgrade(path, { origin }), 'no cookie').toBe(403);
    expect(await upgrade(path, { origin, cookie: `wireside-${port}=wrong` })).toBe(403);
    expect(await upgrade(path, { cookie }), 'no origin').toBe(403);
    expect(await upgrade(path, { cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await upgrade(path, { cookie, origin: `http://127.0.0.1:1` })).toBe(403);
    expect(await upgrade(path, { cookie, origin, host: `evil.example:${port}` }), 'DNS rebinding').toBe(403);
    expect(await upgrade('/api/items', { cookie, origin })).toBe(404);
    expect(await upgrade(path, { cookie, origin })).toBe(101);
  });
});
