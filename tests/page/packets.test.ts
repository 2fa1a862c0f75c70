/** The packets in a real browser: the filter, the table, the tree and the bytes. */
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
  folder = mkdtempSync(join(tmpdir(), 'wireside-packets-'));
  writeRun(join(folder, 'one'), 'packetization/incorrect/one-recv-one-message.py.seventeen');
  opened = await openPage([join(folder, 'one', 'wire.pcapng')]);
});
afterAll(async () => {
  await browser?.close();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page with the capture, after the first rows are there. @param query of the address */
async function shown(query = ''): Promise<{ page: Page; errors: string[] }> {
  browser ??= await startBrowser();
  const { page, errors } = await newPage(browser, opened.address);
  await page.goto(opened.address);
  if (query !== '') await page.goto(`${new URL(opened.address).origin}/?${query}`);
  await page.getByRole('grid', { name: 'Packets' }).getByText('CMD_short:0').waitFor();
  return { page, errors };
}

const filterBox = (page: Page) => page.getByRole('combobox', { name: 'Display filter' });

describe('the filter', () => {
  itNeedsBrowser('says where it is wrong, with a caret below the exact place', async () => {
    const { page } = await shown();
    await filterBox(page).fill('tcp.len > 0 && ip.scr == 4');
    await page.keyboard.press('Escape');
    await page.getByText('"ip.scr" is not a valid protocol or protocol field').waitFor();
    await page.getByText('Did you mean "ip.src"?').waitFor();
    const caret = page.locator('.caret');
    await expect.poll(() => caret.textContent()).toBe(`${' '.repeat(15)}^~~~~~`);
    const places = await page.evaluate<number[]>(`(() => {
      const range = document.createRange();
      const caret = document.querySelector('.caret');
      range.setStart(caret, 0);
      range.setEnd(caret.firstChild, 15);
      const input = document.querySelector('[role=combobox]');
      const canvas = document.createElement('canvas').getContext('2d');
      const style = getComputedStyle(input);
      canvas.font = style.font;
      const begin = input.getBoundingClientRect().left + parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
      return [range.getBoundingClientRect().right, begin + canvas.measureText('x'.repeat(15)).width];
    })()`);
    expect(Math.abs(places[0]! - places[1]!), 'the caret is below the character').toBeLessThan(2);
    await page.getByRole('grid', { name: 'Packets' }).getByText('CMD_short:0').waitFor();
  });

  itNeedsBrowser('completes names of fields by keyboard, and keeps what was used', async () => {
    const { page, errors } = await shown();
    await filterBox(page).focus();
    await page.keyboard.type('tcp.dstp');
    const option = page.getByRole('option', { name: /tcp\.dstport/ });
    await option.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' == 9760');
    await page
      .getByRole('status')
      .getByText(/^\d+ of \d+ packets$/)
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=tcp\.dstport/);
    await filterBox(page).fill('');
    await page
      .getByRole('status')
      .getByText(/^\d+ packets$/)
      .waitFor();
    await page.keyboard.press('ArrowUp');
    await page
      .getByRole('status')
      .getByText(/^\d+ of \d+ packets$/)
      .waitFor();
    await expect.poll(() => filterBox(page).inputValue()).toBe('tcp.dstport == 9760');
    expect(errors.filter((error) => !error.includes('404'))).toEqual([]);
  });

  itNeedsBrowser('takes a field of the tree by keyboard, and a cell of the table by its menu', async () => {
    const { page } = await shown('at=packet:6');
    const tree = page.getByRole('tree', { name: 'Fields' });
    await tree.focus();
    await tree.getByText('Internet Protocol Version 4').click();
    await page.keyboard.press('ArrowRight');
    await tree.getByText(/^Source Address/).click();
    await page.keyboard.press('m');
    await page.getByRole('menu').getByText('Filter by this').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=ip\.src/);
    await expect.poll(() => filterBox(page).inputValue()).toMatch(/^ip\.src == 10\./);
    const cell = page
      .getByRole('grid', { name: 'Packets' })
      .locator('[data-place="0"] [data-column="length"]');
    await cell.click({ button: 'right' });
    await page
      .getByRole('menuitem', { name: /and this/ })
      .first()
      .click();
    await page.waitForURL(/frame\.len/);
    await expect.poll(() => filterBox(page).inputValue()).toMatch(/^ip\.src == \S+ && frame\.len == \d+$/);
  });
});

describe('the selected packet', () => {
  itNeedsBrowser(
    'marks the field of a byte, the bytes of a field, and the byte that was clicked',
    async () => {
      const { page } = await shown('at=packet:6');
      const tree = page.getByRole('tree', { name: 'Fields' });
      const bytes = page.getByRole('group', { name: 'Bytes' });
      // The destination port: bytes 36 and 37 of a frame with Ethernet, IPv4 and TCP.
      await bytes.locator('.digits [data-at="36"]').hover();
      const near = tree.locator('.near');
      await near
        .getByText('Transmission Control Protocol')
        .or(near.getByText(/^Destination Port/))
        .waitFor();
      await bytes.locator('.digits [data-at="36"]').click();
      const field = tree.getByRole('treeitem', { name: /^Destination Port: 9760/ });
      await field.waitFor();
      await expect.poll(() => field.getAttribute('aria-selected')).toBe('true');
      expect(await bytes.locator('.digits .chosen').allTextContents()).toHaveLength(2);
      await tree.getByText(/^Source Port/).hover();
      await bytes.locator('.digits [data-at="34"].near').waitFor();
      expect(await bytes.locator('.digits .near').allTextContents()).toHaveLength(2);
      await tree.focus();
      await page.keyboard.press('ArrowLeft');
      await tree.getByRole('treeitem', { name: /^Transmission Control/, selected: true }).waitFor();
      await page.keyboard.press('ArrowLeft');
      await tree.locator('[aria-expanded=false][aria-selected=true]').waitFor();
      await expect.poll(() => field.count(), { message: 'it is collapsed' }).toBe(0);
    },
  );
});

describe('the table', () => {
  itNeedsBrowser('has a field as a column, sorts by it, and keeps its columns', async () => {
    const { page } = await shown();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('combobox', { name: 'Add a field as a column' }).fill('tcp.len');
    await page.keyboard.press('Enter');
    const head = page.getByRole('columnheader', { name: 'tcp.len' });
    await head.waitFor();
    await page.keyboard.press('Escape');
    await head.getByRole('button').click();
    await head.getByRole('button').click();
    await page
      .locator('[data-place="0"] [data-column="tcp.len"]')
      .getByText(/^[1-9]/)
      .waitFor();
    const values = await page.locator('[data-column="tcp.len"]').allTextContents();
    const sizes = values.filter((value) => value !== '').map(Number);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    await page.reload();
    await page.getByRole('columnheader', { name: 'tcp.len' }).waitFor();
  });
});
