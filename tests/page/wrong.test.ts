/** What is wrong, in a real browser: a judging as one verdict, its cases, byte differences, hints, findings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';
import { writeRun } from './recorded.test.helper.ts';

let folder = '';
let opened: Opened;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-page-'));
  writeRun(join(folder, 'nobody'), 'packetization/correct/PDC.java.nobody');
  writeRun(join(folder, 'seventeen'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  writeRun(join(folder, 'two'), 'packetization/incorrect/one-recv-one-message.c.two');
  opened = await openPage([folder]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pageOf(address = opened.address): Promise<{ page: Page; errors: string[] }> {
  browser ??= await startBrowser();
  const { page, errors } = await newPage(browser, address);
  await page.goto(address);
  return { page, errors };
}

describe('a judging', () => {
  itNeedsBrowser(
    'opens at its first failed case, with the evidence of the first failed check selected',
    async () => {
      const { page, errors } = await pageOf();
      const wrong = page.getByRole('region', { name: 'What is wrong' });
      await wrong.getByText('1 of 3 cases passed').waitFor();
      await wrong.getByText('explains 2 failed cases').waitFor();
      await wrong.locator('[aria-current="true"]', { hasText: 'two' }).waitFor();
      const check = wrong.getByRole('article', { name: /shows every message on its own line/ });
      await check.locator('[aria-pressed="true"]', { hasText: 'line 1' }).waitFor();
      expect(page.url()).toContain('at=line:1');
      await page.getByRole('grid', { name: 'Ladder' }).locator('[aria-selected="true"]').waitFor();
      expect(errors).toEqual([]);
    },
  );

  itNeedsBrowser('marks the first byte that differs, and counts', async () => {
    const { page } = await pageOf();
    const difference = page.locator('.difference');
    await difference
      .getByText('The first 18 bytes are the same. Byte 19 should not be there: "T".')
      .waitFor();
    expect(await difference.locator('mark').allTextContents()).toEqual(['ends here', 'T']);
  });

  itNeedsBrowser('gives hints one at a time', async () => {
    const { page } = await pageOf();
    const check = page.getByRole('article', { name: /shows every message/ });
    await check.getByRole('button', { name: 'Hint', exact: true }).click();
    await check.getByText('Count the recv() calls').waitFor();
    expect(await check.getByText('Keep what you have received in a buffer.').count()).toBe(0);
    await check.getByRole('button', { name: 'Another hint' }).click();
    await check.getByText('Keep what you have received in a buffer.').waitFor();
  });

  itNeedsBrowser(
    'switches to another case, by a click and by keys, and keeps the tab and the filter',
    async () => {
      const { page } = await pageOf();
      const cases = page.getByRole('region', { name: 'Cases' });
      await cases.getByRole('button', { name: 'seventeen' }).waitFor();
      await page.getByRole('combobox', { name: 'Display filter' }).click();
      await page.keyboard.type('tcp');
      await cases.getByRole('button', { name: 'seventeen' }).click();
      await page.getByRole('heading', { name: 'packetization · seventeen' }).waitFor();
      await page.waitForURL(/at=/);
      expect(page.url()).toContain('filter=tcp');
      await page.keyboard.press(']');
      await page.getByRole('heading', { name: 'packetization · nobody' }).waitFor();
      await page.getByText('Everything that this case checks is right.').waitFor();
      await page.keyboard.press('[');
      await page.getByRole('heading', { name: 'packetization · seventeen' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'packetization · nobody' }).waitFor();
    },
  );
});
