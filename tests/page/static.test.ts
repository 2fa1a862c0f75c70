/** The page without Wireside's server: any web space has it, and what is dropped onto it goes nowhere. */
/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, startBrowser } from './browser.test.helper.ts';
import { archive, demoFiles, serveStatic } from './static.test.helper.ts';

/** Drops a file onto the page, as the mouse does. */
/// <reference lib="dom" />
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    ([title, numbers]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(numbers as number[])], title as string));
      const target = document.querySelector('.page')!;
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }
    },
    [name, [...bytes]] as const,
  );
}

describe('the page on a plain web server', () => {
  let browser: Browser | undefined;
  afterAll(() => browser?.close());

  itNeedsBrowser(
    'shows the demo below any path; then, without a network, a run and a capture that are dropped',
    async () => {
      browser = await startBrowser();
      const server = await serveStatic();
      let isClosed = false;
      try {
        const { page, elsewhere } = await newPage(browser, server.address);
        await page.goto(server.address);
        await page.getByRole('heading', { name: 'Recorded runs' }).waitFor();
        await page.getByRole('link', { name: 'A TLS handshake, decrypted' }).click();
        await page.getByRole('complementary', { name: 'Guided tour' }).waitFor();
        await page.getByRole('grid', { name: 'Ladder' }).waitFor();

        await page.context().setOffline(true);
        await server.close();
        isClosed = true;
        const { buffer } = archive(demoFiles('wrong'));
        await drop(page, 'mine.zip', buffer);
        await page.getByText('The program shows what one receive returned').first().waitFor();
        expect(page.url(), 'the demo is left').not.toContain('demo');
        await drop(page, 'mine.pcapng', demoFiles('chat')['wire.pcapng']!);
        await page.getByRole('grid', { name: 'Packets' }).getByText('[SYN]').first().waitFor();
        expect(elsewhere).toEqual([]);
      } finally {
        if (!isClosed) await server.close();
      }
    },
  );
});
