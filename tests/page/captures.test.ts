/** Captures in a real browser: dropped, packed, broken, and long. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

let folder = '';
let capture: Buffer;
let opened: Opened;
let browser: Browser | undefined;

/** More rows than an element may be high in Chromium. */
const LONG = 800_000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-captures-'));
  writeRun(join(folder, 'one'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  capture = readFileSync(join(folder, 'one', 'wire.pcapng'));
  writeFileSync(join(folder, 'packed.pcapng.gz'), gzipSync(capture));
  writeFileSync(join(folder, 'broken.pcapng'), capture.subarray(0, capture.length - 30));
  writeFileSync(join(folder, 'long.pcap'), longCapture(LONG));
  opened = await openPage([join(folder, 'long.pcap')]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A pcap of Ethernet frames without contents, a millisecond apart. */
function longCapture(packets: number): Buffer {
  const file = Buffer.alloc(24 + packets * 30);
  file.writeUInt32LE(0xa1b2c3d4, 0);
  file.writeUInt16LE(2, 4);
  file.writeUInt16LE(4, 6);
  file.writeUInt32LE(65_535, 16);
  file.writeUInt32LE(1, 20);
  for (let packet = 0; packet < packets; packet++) {
    const at = 24 + packet * 30;
    file.writeUInt32LE(1_800_000_000 + Math.floor(packet / 1000), at);
    file.writeUInt32LE((packet % 1000) * 1000, at + 4);
    file.writeUInt32LE(14, at + 8);
    file.writeUInt32LE(14, at + 12);
    file.writeUInt32LE(packet, at + 16);
    file.writeUInt16BE(0x88b5, at + 28);
  }
  return file;
}

async function started(): Promise<{ page: Page; errors: string[] }> {
  browser ??= await startBrowser();
  const { page, errors } = await newPage(browser, opened.address);
  await page.goto(opened.address);
  return { page, errors };
}

const packets = (page: Page) => page.getByRole('grid', { name: 'Packets' });

describe('a capture', () => {
  itNeedsBrowser('opens when it is dropped onto the page', async () => {
    const { page } = await started();
    await page.getByRole('heading', { name: 'long.pcap' }).waitFor();
    const transfer = await page.evaluateHandle(`(() => {
      const bytes = Uint8Array.from(atob('${capture.toString('base64')}'), (character) => character.codePointAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'dropped.pcapng'));
      return data;
    })()`);
    await page.dispatchEvent('.page', 'drop', { dataTransfer: transfer });
    await packets(page).getByText('CMD_short:0').waitFor();
    await page.getByRole('heading', { name: 'dropped.pcapng' }).waitFor();
  });

  itNeedsBrowser('opens packed with gzip', async () => {
    const { page } = await started();
    await page.setInputFiles('input[type=file]', join(folder, 'packed.pcapng.gz'));
    await packets(page).getByText('CMD_short:0').waitFor();
  });

  itNeedsBrowser('that is broken says where it ends, and shows what is sound', async () => {
    const { page } = await started();
    await page.setInputFiles('input[type=file]', join(folder, 'broken.pcapng'));
    await packets(page).getByText('CMD_short:0').waitFor();
    await page.locator('.problems summary').click();
    await page
      .getByText(/The file is damaged at byte [\d,]+: .* The \d+ packets before that are sound\./)
      .waitFor();
  });

  itNeedsBrowser('of 800,000 packets is scrolled to its end, by key and by wheel', async () => {
    const { page, errors } = await started();
    await page.getByRole('status').getByText('800,000 packets', { exact: true }).waitFor();
    const numberAt = (place: number) =>
      packets(page).locator(`[data-place="${place}"] [data-column="number"]`);
    await numberAt(0).getByText('1', { exact: true }).click();
    await page.keyboard.press('End');
    await numberAt(LONG - 1)
      .getByText('800000', { exact: true })
      .waitFor();
    await page.waitForURL(/at=packet:800000/);
    const row = await packets(page)
      .locator(`[data-place="${LONG - 1}"]`)
      .boundingBox();
    const grid = await packets(page).boundingBox();
    expect(row!.y + row!.height, 'the last row is inside').toBeLessThanOrEqual(grid!.y + grid!.height + 1);
    await packets(page).hover();
    await page.mouse.wheel(0, -220);
    await numberAt(LONG - 40)
      .getByText(String(LONG - 39), { exact: true })
      .waitFor();
    await page.keyboard.press('Home');
    await numberAt(0).getByText('1', { exact: true }).waitFor();
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
  });
});
