/** Conversations in a real browser: their table, what was said, their graphs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

let folder = '';
let opened: Opened;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-streams-'));
  writeRun(join(folder, 'one'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  opened = await openPage([join(folder, 'one', 'wire.pcapng')]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a conversation', () => {
  itNeedsBrowser('filters the packets, is followed both ways, and its graph selects a packet', async () => {
    browser = await startBrowser();
    const { page } = await newPage(browser, opened.address);
    await page.goto(opened.address);
    await page.getByRole('tab', { name: 'Conversations' }).click();
    const table = page.getByRole('grid', { name: 'Conversations' });
    await table.getByText('TCP 0').click();
    await page.waitForURL(/filter=tcp\.stream/);
    await page.getByRole('tab', { name: 'Follow' }).click();
    const said = page.getByRole('log', { name: 'Follow' });
    await said.getByText('CMD_short:0').waitFor();
    await said
      .getByRole('region', { name: /^Server .* packet \d+/ })
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: 'View' }).selectOption('hex');
    await said.getByText(/00000000 {2}43 4d 44/).waitFor();
    await page.getByRole('tab', { name: 'Graphs' }).click();
    const plot = page.getByRole('application', { name: /^Time-sequence \(tcptrace\)/ });
    await plot.click();
    await page.waitForURL(/at=packet:\d+/);
    const before = new URL(page.url()).searchParams.get('at');
    await plot.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('at') !== before);
    await expect.poll(() => page.locator('figcaption').textContent()).toMatch(/packet \d+, \d+\.\d{6} s/);
  });
});
