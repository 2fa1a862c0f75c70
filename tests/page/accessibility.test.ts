/** The page can be used by everyone: axe finds nothing in its main states, light and dark, and the keyboard reaches all. */
/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, startBrowser } from './browser.test.helper.ts';
import { demoFiles, serveStatic } from './static.test.helper.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds: the rule, and where. */
/// <reference lib="dom" />
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(options: object): Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations: found } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`),
    );
  });
}

/** Main states, and what is seen when they are there. */
const STATES: readonly [name: string, path: string, selector: string][] = [
  ['the start page', '', '.demos'],
  ['a run that failed, with its tour', '?demo=wrong&step=3&at=packet:8', '[role=tree]'],
  ['a run that passed', '?demo=correct&step=closed&at=line:2', '[role=grid] [aria-selected=true]'],
  ['packets with a filter', '?demo=loss&step=closed&tab=packets&filter=tcp.len+>+0', '[role=grid]'],
  [
    'a filter that is wrong',
    '?demo=loss&step=closed&tab=packets&filter=tcp.len+>',
    '.filter [aria-invalid=true]',
  ],
  ['three ends', '?demo=chat&step=1&at=packet:11', '[role=tree]'],
];

describe('the page', () => {
  let browser: Browser | undefined;
  let server: Awaited<ReturnType<typeof serveStatic>>;
  beforeAll(async () => {
    server = await serveStatic();
  });
  afterAll(async () => {
    await browser?.close();
    await server.close();
  });

  describe.each(['light', 'dark'] as const)('has no violations, %s:', (colorScheme) => {
    for (const [name, path, selector] of STATES) {
      itNeedsBrowser(name, async () => {
        browser ??= await startBrowser();
        const { page } = await newPage(browser, server.address, { colorScheme });
        await page.goto(server.address + path);
        await page.locator(selector).first().waitFor();
        expect(await violations(page)).toEqual([]);
        await page.context().close();
      });
    }
    itNeedsBrowser('a capture alone', async () => {
      browser ??= await startBrowser();
      const { page } = await newPage(browser, server.address, { colorScheme });
      await page.goto(server.address);
      const buffer = Buffer.from(demoFiles('loss')['wire.pcapng']!);
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'a.pcapng', mimeType: '', buffer });
      await page.getByRole('grid', { name: 'Packets' }).getByText('CMD_short').first().waitFor();
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    });
  });

  itNeedsBrowser('is usable at 400 pixels: one pane at a time, nothing beyond the edge', async () => {
    browser ??= await startBrowser();
    const { page } = await newPage(browser, server.address, { viewport: { width: 400, height: 800 } });
    await page.goto(`${server.address}?demo=wrong&step=closed&at=call:5`);
    const panes = page.getByRole('navigation', { name: 'Panes' });
    await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    for (const pane of await panes.getByRole('button').all()) {
      await pane.click();
      await expect.poll(() => pane.getAttribute('aria-current')).toBe('true');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
      expect(await violations(page)).toEqual([]);
    }
    // Evidence in what is wrong leads to the ladder.
    await panes.getByRole('button', { name: 'What is wrong' }).click();
    await page.getByRole('button', { name: 'packet 8' }).first().click();
    await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    await page.context().close();
  });

  itNeedsBrowser('puts panes away and brings them back by keyboard, and remembers it', async () => {
    browser ??= await startBrowser();
    const { page } = await newPage(browser, server.address);
    await page.goto(`${server.address}?demo=wrong&step=closed&at=call:5`);
    await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    const handle = page.getByRole('separator', { name: 'Size of: Selected' });
    const before = Number(await handle.getAttribute('aria-valuenow'));
    await handle.focus();
    await page.keyboard.press('ArrowLeft');
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBe(before + 24);
    await page.keyboard.press('Enter');
    await handle.waitFor({ state: 'detached' });
    await page.reload();
    const opener = page.getByRole('button', { name: 'Selected', exact: true });
    await opener.focus();
    await page.keyboard.press('Enter');
    await handle.waitFor();
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBe(before + 24);
    await page.context().close();
  });
});
