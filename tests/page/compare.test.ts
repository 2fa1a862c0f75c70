/** Two runs side by side, in a real browser, by keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

let folder = '';
let opened: Opened;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-page-'));
  writeRun(join(folder, 'right'), 'packetization/correct/python-streaming.py.seventeen');
  writeRun(join(folder, 'wrong'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  opened = await openPage([folder]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

itNeedsBrowser('a wrong run is compared with a right one, at the first difference', async () => {
  browser = await startBrowser();
  const { page, errors } = await newPage(browser, opened.address);
  await page.goto(opened.address);
  await page.waitForURL(/at=/);
  await page.getByText('compare', { exact: true }).waitFor();
  await page.keyboard.press('c');
  const ask = page.getByRole('dialog', { name: 'Compare with another run' });
  await ask.getByRole('button', { name: /packetization\/seventeen/ }).waitFor();
  await page.keyboard.type('pass');
  await page.keyboard.press('Enter');
  await page.waitForURL(/with=/);
  const table = page.getByRole('grid', { name: 'Compare' });
  await page.getByRole('radio', { name: /^Output/ }).click();
  const selected = table.locator('[aria-selected="true"]');
  // The wrong one printed what one receive returned; the right one a message.
  await selected.getByText('differs', { exact: true }).waitFor({ state: 'attached' });
  await selected.getByText('This is PMU data 0', { exact: false }).first().waitFor();
  const status = page.locator('.compare-tools [role="status"]');
  await status.getByText(/^1 of \d+ differences$/).waitFor();
  await page.keyboard.press('d');
  await status.getByText(/^2 of \d+ differences$/).waitFor();
  await page.keyboard.press('D');
  await status.getByText(/^1 of \d+ differences$/).waitFor();
  expect(errors).toEqual([]);
  await page.keyboard.press('c');
  await page.getByRole('grid', { name: 'Ladder' }).waitFor();
  expect(page.url()).not.toContain('with=');
});
