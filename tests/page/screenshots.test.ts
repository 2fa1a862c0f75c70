/**
 * Pictures of the page, to be looked at: `PICTURES=FOLDER npx vitest run tests/page/screenshots.test.ts`. Without a folder,
 * each state is only opened, at each width, and must not scroll sideways.
 */
/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, startBrowser } from './browser.test.helper.ts';
import { demoFiles, serveStatic } from './static.test.helper.ts';

const FOLDER = process.env['PICTURES'];

/** What is shown, and what is seen when it is there. */
const STATES: readonly [name: string, path: string, selector: string][] = [
  ['start', '', '.demos'],
  ['failure', '?demo=wrong&step=closed&at=line:1', '[role=grid] [aria-selected=true]'],
  ['correct', '?demo=correct&step=closed&at=call:5', '[role=grid] [aria-selected=true]'],
  [
    'filter',
    '?demo=loss&step=closed&at=packet:15&filter=tcp.analysis.flags',
    '[role=grid] [aria-selected=true]',
  ],
  ['graph', '?demo=loss&step=closed&tab=graphs', '[role=tabpanel]'],
  ['three-ends', '?demo=chat&step=closed&at=packet:11', '[role=grid] [aria-selected=true]'],
  ['tour', '?demo=wrong&step=3&at=packet:8', '[role=grid] [aria-selected=true]'],
];
const SIZES = [
  [1440, 900],
  [1024, 768],
  [400, 800],
] as const;

describe('the page, as a picture', () => {
  let browser: Browser | undefined;
  let server: Awaited<ReturnType<typeof serveStatic>>;
  beforeAll(async () => {
    server = await serveStatic();
    if (FOLDER !== undefined) mkdirSync(FOLDER, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await server.close();
  });

  for (const colorScheme of FOLDER === undefined ? (['light'] as const) : (['light', 'dark'] as const)) {
    for (const [width, height] of SIZES) {
      itNeedsBrowser(`fits into ${width} pixels, ${colorScheme}`, async () => {
        browser ??= await startBrowser();
        const { page } = await newPage(browser, server.address, {
          viewport: { width, height },
          colorScheme,
        });
        const look = async (name: string): Promise<void> => {
          expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(width);
          if (FOLDER === undefined) return;
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: join(FOLDER, `${name}-${width}-${colorScheme}.png`) });
        };
        for (const [name, path, selector] of STATES) {
          await page.goto(server.address + path);
          await page.locator(selector).first().waitFor();
          await look(name);
        }
        await page
          .locator('input[type=file]')
          .first()
          .setInputFiles({
            name: 'capture.pcapng',
            mimeType: '',
            buffer: Buffer.from(demoFiles('tls')['wire.pcapng']!),
          });
        await page.getByText('capture.pcapng').first().waitFor();
        await look('capture');
        await page.context().close();
      });
    }
  }
});
