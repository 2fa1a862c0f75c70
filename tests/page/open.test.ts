/** `wireside open` in a real browser: what it shows of a run, and what it refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

let folder = '';
let opened: Opened;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-page-'));
  writeRun(join(folder, 'one'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  opened = await openPage([join(folder, 'one')]);
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page', () => {
  let browser: Browser;
  afterAll(() => browser?.close());

  itNeedsBrowser(
    'shows what is wrong, the ladder and the packets, and the fields of a packet that is clicked',
    async () => {
      browser = await startBrowser();
      const { page, elsewhere, errors } = await newPage(browser, opened.address);
      await page.goto(opened.address);
      await page.getByText('The program shows what one receive returned').waitFor();
      await page.getByRole('grid', { name: 'Ladder' }).getByText('connect(3) 10.0.0.2:9760').waitFor();
      const packets = page.getByRole('grid', { name: 'Packets' });
      await packets.getByText('CMD_short:0').click();
      await page.getByRole('tree').getByText('Transmission Control Protocol').first().waitFor();
      expect(page.url()).toContain('at=packet:6');
      expect(page.url(), 'the token does not stay in the address').not.toContain('token');
      expect(elsewhere).toEqual([]);
      expect(errors).toEqual([]);
    },
  );
});

/** Asks the server with these headers; returns the status. */
function statusOf(path: string, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(opened.address);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, setHost: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('the server', () => {
  it('lets in only the browser that has the token, and only its own page', async () => {
    const { host, port, searchParams } = new URL(opened.address);
    const token = searchParams.get('token')!;
    const cookie = `wireside-${port}=${token}`;
    expect(await statusOf('/api/items', { host }), 'no cookie').toBe(401);
    expect(
      await statusOf('/api/items', { host, cookie: `wireside-${port}=${'x'.repeat(token.length)}` }),
    ).toBe(401);
    expect(await statusOf('/api/items', { host, cookie })).toBe(200);
    expect(await statusOf('/api/items', { host: `evil.example:${port}`, cookie }), 'DNS rebinding').toBe(403);
    expect(await statusOf('/api/items', { host, cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf('/api/items', { host, cookie, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusOf('/?token=wrong', { host })).toBe(401);
    expect(await statusOf(`/?token=${token}`, { host, 'sec-fetch-site': 'cross-site' }), 'a link').toBe(302);
  });

  it('gives no other files than those of the page and of the run', async () => {
    const { host, port, searchParams } = new URL(opened.address);
    const headers = { host, cookie: `wireside-${port}=${searchParams.get('token')!}` };
    expect(await statusOf('/api/items/run/files/run.json', headers)).toBe(200);
    for (const path of [
      '/api/items/run/files/..%2frun.json',
      '/api/items/run/files/program',
      '/api/items/other/files/run.json',
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/assets/..%2f..%2f..%2fpackage.json',
    ]) {
      expect(await statusOf(path, headers), path).toBe(404);
    }
  });
});
