/**
 * Files that attack the page, on a plain web server, where no content security policy helps: nothing of them runs, nothing
 * hangs, and the page says what is wrong and how to go on.
 */
/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { itNeedsBrowser, newPage, startBrowser } from './browser.test.helper.ts';
import { archive, demoFiles, serveStatic } from './static.test.helper.ts';
import type { Payload } from './static.test.helper.ts';

const HTML = `<img src=x onerror="window.owned=1"><script>window.owned=1</script><a href="javascript:owned=1">x</a>`;
const ESCAPES = '\u001B]0;owned\u0007\u001B[2J\u001B[31m\u009B31m\u202Eevil\u2066\u200F';
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** A recorded run with some of its files changed. */
function changed(changes: Record<string, (text: string) => string>): Record<string, Uint8Array | string> {
  const files: Record<string, Uint8Array | string> = demoFiles('wrong');
  for (const [name, change] of Object.entries(changes)) {
    files[name] = change(decode(files[name] as Uint8Array));
  }
  return files;
}

/** A line of output in place of the one that is there. */
function printing(text: string): (lane: string) => string {
  return (lane) =>
    `${lane
      .trim()
      .split('\n')
      .map((line) => {
        const record = JSON.parse(line) as Record<string, unknown>;
        return JSON.stringify(
          'text' in record ? { ...record, text: `${text}\n`, length: text.length + 1 } : record,
        );
      })
      .join('\n')}\n`;
}

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

  /** A page with a file chosen. */
  async function choose(file: Payload): Promise<{ page: Page; errors: string[]; elsewhere: string[] }> {
    browser ??= await startBrowser();
    const opened = await newPage(browser, server.address);
    await opened.page.goto(server.address);
    await opened.page.getByRole('heading', { name: 'See it on the wire' }).waitFor();
    await opened.page.locator('input[type=file]').first().setInputFiles(file);
    return opened;
  }

  /** Nothing of the file was run, and the page answers. */
  async function isSound(page: Page): Promise<void> {
    expect(await page.evaluate(() => (window as unknown as { owned?: number }).owned)).toBeUndefined();
    expect(await page.title()).toBe('Wireside');
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.context().close();
  }

  itNeedsBrowser('shows HTML, scripts and escape sequences as text', async () => {
    const files = changed({
      'output.ndjson': printing(HTML + ESCAPES),
      'run.json': (text) =>
        text.replaceAll('one-recv-one-message.py', JSON.stringify(HTML + ESCAPES).slice(1, -1)),
      'verdict.json': (text) => text.replaceAll('The program shows', JSON.stringify(HTML).slice(1, -1)),
      'peer.ndjson': (text) => text.replaceAll('CMD_short:0', JSON.stringify(HTML + ESCAPES).slice(1, -1)),
    });
    const { page, elsewhere } = await choose(archive(files, `${HTML.replaceAll('/', '')}.zip`));
    await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    await page.getByText('<img src=x').first().waitFor();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.getByRole('tabpanel').waitFor();
    }
    const text = await page.evaluate(() => document.body.textContent);
    for (const sign of ['\u001B', '\u0007', '\u009B', '\u202E', '\u2066', '\u200F']) {
      expect(text.includes(sign), `U+${sign.codePointAt(0)!.toString(16)} is escaped`).toBe(false);
    }
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(elsewhere).toEqual([]);
    await isSound(page);
  });

  itNeedsBrowser('bounds a line of a million characters and names of a thousand', async () => {
    const long = 'n'.repeat(1000);
    const rename = (text: string): string => text.replaceAll('"client"', JSON.stringify(long));
    const files = changed({
      'run.json': rename,
      'calls.ndjson': rename,
      'scene.ndjson': rename,
      'output.ndjson': (text) => rename(printing('A'.repeat(1_000_000))(text)),
    });
    const { page } = await choose(archive(files, `${long}.zip`));
    await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    await page.getByRole('grid', { name: 'Ladder' }).getByText('AAAA').first().waitFor();
    for (const tab of await page.getByRole('tab').all()) await tab.click();
    const size = await page.evaluate(() => document.body.textContent.length);
    expect(size, 'characters on the page').toBeLessThan(200_000);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      'the page does not scroll sideways',
    ).toBe(true);
    await isSound(page);
  });

  itNeedsBrowser('draws a run of 2,000 actors', async () => {
    const { page } = await choose(
      archive(
        changed({
          'run.json': (text) => {
            const run = JSON.parse(text) as { actors: object[] };
            const peer = run.actors.find((actor) => 'peer' in actor)!;
            run.actors.push(...Array.from({ length: 2000 }, (_, i) => ({ ...peer, name: `peer-${i}` })));
            return JSON.stringify(run);
          },
        }),
      ),
    );
    await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    await page.getByRole('grid', { name: 'Packets' }).getByText('CMD_short:0').click();
    await page.waitForURL(/at=packet:6/);
    await isSound(page);
  });

  itNeedsBrowser('reads what is left of damaged lanes, and says what is not', async () => {
    const { page } = await choose(
      archive(
        changed({
          'calls.ndjson': (text) => `${text.slice(0, 900)}\n{"n": "x"}\nnot json\n`,
          'verdict.json': () => '{"version": 1',
          'messages.ndjson': () => '\u0000\u0001',
        }),
      ),
    );
    await page.getByText(/could not be read/).click();
    await page
      .getByText(/calls\.ndjson/)
      .first()
      .waitFor();
    await page.getByRole('grid', { name: 'Packets' }).getByText('CMD_short:0').waitFor();
    await isSound(page);
  });

  const refused: readonly [what: string, file: () => Payload, says: RegExp][] = [
    [
      'an archive without a run',
      () => archive({ 'notes.txt': 'x' }),
      /There is no run\.json in this archive/,
    ],
    [
      'a run from the future',
      () => archive(changed({ 'run.json': (text) => text.replace(/"version": \d+/, '"version": 99') })),
      /99/,
    ],
    ['a run.json that is not one', () => archive(changed({ 'run.json': () => '[]' })), /run\.json/],
    [
      'a bomb',
      () => archive({ ...demoFiles('wrong'), 'wire.pcapng': new Uint8Array(150 * 1024 * 1024) }),
      /too large/,
    ],
    [
      'half an archive',
      () => {
        const whole = archive(demoFiles('wrong'));
        return { ...whole, buffer: whole.buffer.subarray(0, whole.buffer.length / 2) };
      },
      /The archive is damaged/,
    ],
    [
      'a text',
      () => ({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from(HTML) }),
      /cannot be opened/,
    ],
    ['nothing', () => ({ name: 'a.pcap', mimeType: '', buffer: Buffer.alloc(0) }), /cannot be opened/],
  ];
  itNeedsBrowser(
    'refuses what it cannot open, says why and what to do, and opens the next file',
    async () => {
      const { page } = await choose(refused[0]![1]());
      for (const [what, file, says] of refused) {
        await page.locator('input[type=file]').first().setInputFiles(file());
        const note = page.getByRole('alert').filter({ hasText: says });
        await note.waitFor();
        expect(await note.locator('p').count(), `${what}: the reason, and the fix`).toBe(2);
        expect(await note.innerText(), what).not.toContain('a fault of Wireside');
      }
      const pcapng = demoFiles('wrong')['wire.pcapng']!;
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({
          name: 'cut.pcapng',
          mimeType: '',
          buffer: Buffer.from(pcapng.subarray(0, pcapng.length - 50)),
        });
      await page.getByText(/could not be read/).waitFor();
      await page.getByRole('grid', { name: 'Packets' }).getByText('CMD_short:0').first().waitFor();
      await isSound(page);
    },
  );
});
