/** The tables of a run and what is selected in them, in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
let shown: Promise<Page> | undefined;

/** A table at a moment: one that listens, one more that is connected, one that has gone. */
const SOCKETS = [
  { moment: 'start', at: 1, state: 'LISTEN', remote: '0.0.0.0:0' },
  { moment: 'accept', at: 2, state: 'LISTEN', remote: '0.0.0.0:0' },
  { moment: 'accept', at: 2, state: 'ESTABLISHED', remote: '10.0.0.1:4000' },
  { moment: 'end', at: 3, state: 'TIME-WAIT', remote: '10.0.0.1:4000' },
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-page-'));
  writeRun(join(folder, 'one'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  const lines = SOCKETS.map(({ at, ...row }, i) => ({
    n: i + 1,
    at: 1_795_701_067_000_000 + at * 1000,
    host: 'server',
    protocol: 'tcp',
    local: '10.0.0.2:5003',
    receiveQueue: 0,
    sendQueue: 0,
    ...row,
  }));
  const header = { lane: 'sockets', version: 2, realtime: 0, monotonic: 0 };
  writeFileSync(
    join(folder, 'one/sockets.ndjson'),
    [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  opened = await openPage([join(folder, 'one')]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page with a tab. It is the same for all tests: to load it takes long. */
async function pageAt(tab: string): Promise<Page> {
  shown ??= (async () => {
    browser = await startBrowser();
    const { page } = await newPage(browser, opened.address);
    await page.goto(opened.address);
    return page;
  })();
  const page = await shown;
  await page.getByRole('tab', { name: tab }).click();
  return page;
}

itNeedsBrowser(
  'calls are filtered in the language of queries, and an error is shown where it is',
  async () => {
    const page = await pageAt('Calls');
    const calls = page.getByRole('grid', { name: 'Calls' });
    await calls.getByText('connect').waitFor();
    const filter = page.getByRole('combobox', { name: 'Filter of calls' });
    await filter.fill('call.kind == "connect"');
    await page.getByText(/^1 of \d+ calls$/).waitFor();
    await expect.poll(() => calls.getByRole('row').count()).toBe(2);
    await filter.fill('call.kind == "connect" && call.nme == 1');
    const fault = page.locator('.table .fault');
    await fault.getByText(/call\.nme/).waitFor();
    await expect.poll(() => fault.locator('pre').textContent()).toBe(`${' '.repeat(26)}^${'~'.repeat(7)}`);
    // The rows before stay while it is wrong.
    expect(await calls.getByRole('row').count()).toBe(2);
    await filter.fill('');
  },
);

itNeedsBrowser('a call shows what carried its bytes, and a click goes there', async () => {
  const page = await pageAt('Calls');
  const calls = page.getByRole('grid', { name: 'Calls' });
  await calls.getByRole('row').filter({ hasText: 'sendto' }).first().click();
  const selected = page.getByRole('region', { name: 'Selected' });
  await selected.getByRole('heading', { name: /sendto\(\)/ }).waitFor();
  await selected.getByText('own end').waitFor();
  await selected
    .getByRole('region', { name: 'Received by' })
    .getByText(/^peer \d+$/)
    .waitFor();
  const packet = selected.getByRole('region', { name: 'Carried by' }).getByText(/^packet \d+$/);
  const [number] = /\d+/.exec((await packet.textContent()) ?? '') ?? [];
  await packet.click();
  await page.waitForURL((url) => url.searchParams.get('at') === `packet:${number}`);
  await selected.getByText('CMD_short:0').first().waitFor();
});

itNeedsBrowser('a line tells which messages it shows and which call wrote it, and links there', async () => {
  const page = await pageAt('Output');
  const first = page
    .getByRole('grid', { name: 'Output' })
    .getByRole('row')
    .filter({ hasText: 'stdout' })
    .first();
  await first.getByText('m0').waitFor();
  const writer = first.getByRole('button', { name: /^call \d+$/ });
  const [number] = /\d+/.exec((await writer.textContent()) ?? '') ?? [];
  await writer.click();
  await page.waitForURL((url) => url.searchParams.get('at') === `call:${number}`);
  const selected = page.getByRole('region', { name: 'Selected' });
  await selected.getByRole('region', { name: 'Printed as' }).getByText('line 1').click();
  await selected.getByRole('heading', { name: 'Line 1 of client' }).waitFor();
  await selected.getByRole('region', { name: 'Shows messages' }).getByText('message 0 (18 bytes)').waitFor();
});

itNeedsBrowser('messages tell their sends, packets, receives and lines', async () => {
  const page = await pageAt('Messages');
  const row = page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row')
    .filter({ hasText: 'This is PMU data 0' });
  await row
    .getByText(/^peer \d+$/)
    .first()
    .waitFor();
  await row
    .getByText(/^call \d+$/)
    .first()
    .waitFor();
  await row.getByText('line 1', { exact: true }).waitFor();
});

itNeedsBrowser('socket tables are shown at each moment, with what changed', async () => {
  const page = await pageAt('Sockets');
  await page.getByRole('cell', { name: /TIME-WAIT was ESTABLISHED/ }).waitFor();
  await page.getByRole('cell', { name: /LISTEN gone/ }).waitFor();
  await page.getByRole('button', { name: 'Moment before' }).click();
  await page.getByRole('cell', { name: 'ESTABLISHED new' }).waitFor();
  await page.getByRole('radio', { name: /^start/ }).click();
  await page.getByRole('cell', { name: 'ESTABLISHED new' }).waitFor({ state: 'detached' });
  await expect.poll(() => page.getByRole('cell', { name: 'LISTEN', exact: true }).count()).toBe(1);
});
