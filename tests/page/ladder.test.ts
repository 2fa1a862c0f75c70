/** The ladder and the ribbon in a real browser: selection, keys, folds, highlights, losses, lanes, 100,000 rows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { makeRecording } from '../../benchmarks/trace/recording.ts';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

/** A page of a busy machine. */
const TIMEOUT = 100_000;
/** Type of a block of a pcapng file with a packet (pcapng, 4.3). */
const ENHANCED_PACKET = 6;

let folder = '';
const served = new Map<string, Opened>();
let browser: Browser;
let page: Page;
let errors: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-ladder-'));
  writeRun(join(folder, 'plain'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  writeLossy(join(folder, 'lossy'), 8);
  writeRun(join(folder, 'bytes'), 'packetization/incorrect/number-cut.py.bytes');
  writeRun(join(folder, 'chat'), 'chat-client/correct/c.c.turns');
  mkdirSync(join(folder, 'long'));
  for (const [name, bytes] of makeRecording({ connections: 20, exchanges: 1250, datagrams: 0 }))
    writeFileSync(join(folder, 'long', name), bytes);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([...served.values()].map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a recorded run in which a packet with data was lost and came again at once. */
function writeLossy(to: string, packet: number): void {
  writeRun(to, 'packetization/incorrect/one-recv-one-message.py.seventeen');
  const run = JSON.parse(readFileSync(join(to, 'run.json'), 'utf8')) as object;
  writeFileSync(
    join(to, 'run.json'),
    JSON.stringify({ ...run, impairments: [{ kind: 'loss', text: '10 %' }] }),
  );
  const wire = readFileSync(join(to, 'wire.pcapng'));
  for (let at = 0, n = 0; at < wire.length; at += wire.readUInt32LE(at + 4)) {
    if (wire.readUInt32LE(at) !== ENHANCED_PACKET || ++n !== packet) continue;
    const end = at + wire.readUInt32LE(at + 4);
    const again = Buffer.concat([wire.subarray(0, end), wire.subarray(at, end), wire.subarray(end)]);
    return writeFileSync(join(to, 'wire.pcapng'), again);
  }
}

/** Opens a run of the folder. @param more parameters of the address */
async function show(run: string, more = ''): Promise<void> {
  let one = served.get(run);
  if (one === undefined) served.set(run, (one = await openPage([join(folder, run)])));
  if (browser === undefined) {
    browser = await startBrowser();
    ({ page, errors } = await newPage(browser, one.address));
    page.setDefaultTimeout(TIMEOUT);
  }
  // The token becomes a cookie.
  await page.request.get(one.address);
  await page.goto(`${new URL(one.address).origin}/?open=run${more}`);
}

const ladder = () => page.getByRole('grid', { name: 'Ladder' });
const chosen = () => ladder().locator('[aria-selected=true]');
/** Where the address says that the selection is. */
const at = (): string | null => new URL(page.url()).searchParams.get('at');

describe('the ladder', () => {
  itNeedsBrowser(
    'opens at the row that the address names, and moves with a click and with keys',
    async () => {
      await show('plain', '&at=packet:8');
      await expect.poll(() => chosen().textContent(), { timeout: TIMEOUT }).toContain('m0');
      const [row, pane] = [await chosen().boundingBox(), await ladder().boundingBox()];
      const middle = (row!.y - pane!.y) / pane!.height;
      expect(middle, 'in the middle').toBeGreaterThan(0.2);
      expect(middle, 'in the middle').toBeLessThan(0.9);
      await ladder().getByText('connect = 0').click();
      expect(at()).toBe('call:3');
      await ladder().press('j');
      await expect.poll(at).toBe('packet:5');
      await ladder().press('k');
      await ladder().press('k');
      await expect.poll(at).toBe('packet:3');
      await ladder().press('Home');
      await expect.poll(at).toBe('peer:1');
      await ladder().press('End');
      await expect.poll(() => chosen().textContent()).toContain('listen ends');
    },
  );

  itNeedsBrowser(
    'highlights the same bytes in calls, packets, lines and the ribbon, and plays them',
    async () => {
      await show('plain', '&at=packet:8&tab=ribbon');
      const ribbon = page.getByRole('region', { name: 'Ribbon' });
      await ribbon.getByRole('group', { name: 'segments' }).getByRole('button').first().hover();
      await expect.poll(() => ladder().locator('.near').count()).toBeGreaterThan(1);
      await expect.poll(() => ladder().locator('.near .printed').count()).toBeGreaterThan(0);
      await expect.poll(() => ribbon.locator('.sends .near').count()).toBeGreaterThan(0);
      await expect.poll(() => ribbon.locator('.receives .near').count()).toBeGreaterThan(0);
      await expect
        .poll(() => ribbon.locator('.shared').count(), { message: 'bytes of two messages' })
        .toBeGreaterThan(0);
      await ribbon.getByRole('group', { name: 'receives' }).getByRole('button').first().click();
      await expect.poll(at).toMatch(/^call:/);
      await ribbon.getByRole('slider', { name: 'Moment' }).fill('1');
      await expect.poll(() => ribbon.locator('.lines .later').count()).toBeGreaterThan(0);
      await ribbon.getByRole('button', { name: 'Play' }).click();
      await expect.poll(() => ribbon.locator('.later').count(), { timeout: TIMEOUT }).toBe(0);
    },
  );

  itNeedsBrowser('puts rows at distances of time, and keeps what is seen in its place', async () => {
    await show('plain', '&at=packet:8');
    await chosen().waitFor();
    const before = await chosen().boundingBox();
    await page.getByLabel('Time to scale').check();
    await expect
      .poll(() =>
        ladder()
          .locator('.moment')
          .evaluateAll((rows) => new Set(rows.map((row) => row.clientHeight)).size),
      )
      .toBeGreaterThan(1);
    const after = await chosen().boundingBox();
    expect(Math.abs(after!.y - before!.y)).toBeLessThan(2);
    await page.getByLabel('Time to scale').uncheck();
  });

  itNeedsBrowser('opens a fold, and the one that holds what the address names', async () => {
    await show('bytes');
    const fold = ladder().locator('[aria-expanded=false]').first();
    await fold.waitFor();
    const rows = async (): Promise<number> => Number(await ladder().getAttribute('aria-rowcount'));
    const before = await rows();
    await fold.click();
    await expect.poll(rows).toBeGreaterThan(before);
    await ladder().press('Enter');
    await expect.poll(rows).toBe(before);
    await show('bytes', '&at=packet:60');
    await expect.poll(() => chosen().count(), { timeout: TIMEOUT }).toBe(1);
    await ladder().locator('[aria-expanded=true]').first().waitFor();
    await expect.poll(() => chosen().locator('[data-at="packet:60"]').count()).toBeGreaterThan(0);
  });

  itNeedsBrowser('links what was lost and what was sent again', async () => {
    await show('lossy', '&at=packet:8');
    await ladder().locator('.arrow.lost').getByText('↻9').click();
    await expect.poll(at).toBe('packet:9');
    await expect.poll(() => chosen().locator('.arrow.again').count()).toBe(1);
    await chosen().getByText('↺8').click();
    await expect.poll(at).toBe('packet:8');
  });

  itNeedsBrowser('gives each of three actors a lane', async () => {
    await show('chat');
    await ladder().locator('.moment .arrow').first().waitFor();
    const heads = await ladder().getByRole('columnheader').count();
    expect(heads).toBeGreaterThanOrEqual(5);
    await expect.poll(() => ladder().locator('.lane').count()).toBeGreaterThan(10);
    expect(errors).toEqual([]);
  });

  itNeedsBrowser('scrolls to the end of 100,000 rows', async () => {
    await show('long', '&rows=all');
    await expect
      .poll(
        async () =>
          Number(
            await ladder()
              .getAttribute('aria-rowcount')
              .catch(() => 0),
          ),
        { timeout: TIMEOUT },
      )
      .toBeGreaterThan(100_000);
    const last = Number(await ladder().getAttribute('aria-rowcount'));
    await ladder().press('End');
    await ladder().locator(`[aria-rowindex="${last}"] .time`).waitFor();
  });
});
