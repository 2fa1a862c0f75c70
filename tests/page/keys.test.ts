/** The keys of the page, in a real browser, without a mouse. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

let folder = '';
let opened: Opened;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-page-'));
  writeRun(join(folder, 'one'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  opened = await openPage([join(folder, 'one')]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pageOf(): Promise<Page> {
  browser ??= await startBrowser();
  const { page } = await newPage(browser, opened.address);
  await page.goto(opened.address);
  // The first failure is selected when the run is there.
  await page.waitForURL(/at=/);
  return page;
}

itNeedsBrowser('? opens the help, which can be searched, and Escape gives the focus back', async () => {
  const page = await pageOf();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.getByText('Next case').waitFor();
  await page.keyboard.type('theme');
  await help.getByText('No key does that.').waitFor();
  await help.getByRole('searchbox').fill('system');
  await help.getByText('Light, dark, or as the system').waitFor();
  await expect.poll(() => help.getByText('Next case').count()).toBe(0);
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  // What is selected stays: Escape closed the help only.
  expect(page.url()).toContain('at=');
});

itNeedsBrowser('keys move, go to what is wrong, clear, and change the theme', async () => {
  const page = await pageOf();
  const first = new URL(page.url()).searchParams.get('at');
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.searchParams.has('at'));
  await page.keyboard.press('n');
  await page.waitForURL((url) => url.searchParams.get('at') === first);
  await page.getByText(/^1 of \d+: shows every message/).waitFor({ state: 'attached' });
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.searchParams.has('at') && url.searchParams.get('at') !== first);
  const second = new URL(page.url()).searchParams.get('at');
  await page.keyboard.press('k');
  await page.waitForURL((url) => url.searchParams.has('at') && url.searchParams.get('at') !== second);
  await page.keyboard.press('t');
  await page.locator('html[data-theme="light"]').waitFor();
});

itNeedsBrowser('a key that is typed into a field is text, and keys can be turned off', async () => {
  const page = await pageOf();
  const before = new URL(page.url()).searchParams.get('at');
  await page.keyboard.press('/');
  await page.keyboard.type('tcp.len > 1');
  await page.waitForURL(/filter=tcp\.len/);
  expect(new URL(page.url()).searchParams.get('at')).toBe(before);
  await page.getByRole('button', { name: 'all keys' }).click();
  await page.getByRole('checkbox', { name: 'Keys are on' }).uncheck();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'all keys' }).focus();
  await page.keyboard.press('?');
  await page.keyboard.press('t');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await expect.poll(() => page.locator('html[data-theme="light"]').count()).toBe(0);
});
