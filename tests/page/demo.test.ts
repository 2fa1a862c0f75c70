/** The demo: its recorded runs are of the present format, its tours select what is there and are read with a keyboard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEvidence } from '@wireside/trace';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Demo } from '../../web/src/demo/demos.ts';
import { Session } from '../../web/src/worker/session.ts';
import { itNeedsBrowser, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import { RECORDED, recordDemos } from './demo-recordings.test.helper.ts';

const FOLDER = join(import.meta.dirname, '../../web/public/demo');
/** Bytes of all recorded runs together. */
const MAX_SIZE = 200_000;

if (process.env['RECORD'] === '1') recordDemos(FOLDER);

const { demos } = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')) as { demos: Demo[] };
const archiveOf = (name: string): File =>
  new File([readFileSync(join(FOLDER, `${name}.zip`))], `${name}.zip`);

describe('the recorded runs', () => {
  it('are those that are recorded, and small', () => {
    expect(demos.map(({ name }) => name)).toEqual(RECORDED);
    const sizes = demos.map(({ name }) => archiveOf(name).size);
    expect(sizes.reduce((all, size) => all + size, 0)).toBeLessThan(MAX_SIZE);
  });

  it.each(demos)('$name can be read, and each step of its tour selects a row that exists', async (demo) => {
    const session = new Session();
    const overview = await session.open({ kind: 'file', file: archiveOf(demo.name) });
    expect(overview.problems).toEqual([]);
    expect(overview.run?.version, 'record them again: RECORD=1').toBe(2);
    expect(demo.steps.length).toBeGreaterThanOrEqual(4);
    for (const { at, title, text } of demo.steps) {
      const evidence = parseEvidence(at ?? '');
      expect(evidence, title).toBeDefined();
      expect(session.ladderPlace({ isFolded: true, at: evidence! }), `${title}: ${at}`).not.toBe(-1);
      expect(text.length, title).toBeLessThan(330);
    }
  });

  it('show what they are for', async () => {
    const session = new Session();
    const verdictOf = async (name: string): Promise<string | undefined> =>
      (await session.open({ kind: 'file', file: archiveOf(name) })).verdict?.verdict;
    expect(await verdictOf('wrong')).toBe('fail');
    expect(await verdictOf('correct')).toBe('pass');
    await session.open({ kind: 'file', file: archiveOf('loss') });
    expect((await session.packetList({ filter: 'tcp.analysis.retransmission' })).count).toBe(1);
    await session.open({ kind: 'file', file: archiveOf('tls') });
    expect((await session.packetList({ filter: 'tls.handshake.type == 11' })).count, 'decrypted').toBe(1);
    await session.open({ kind: 'file', file: archiveOf('deadlock') });
    expect((await session.findings()).map((finding) => finding.rule)).toContain('everyone-waits');
  });
});

describe('the tour', () => {
  let browser: Browser | undefined;
  afterAll(() => browser?.close());

  itNeedsBrowser('goes from step to step and from run to run, by keyboard, and back by history', async () => {
    browser = await startBrowser();
    const opened = await openPage(['--demo']);
    try {
      const { page, elsewhere, errors } = await newPage(browser, opened.address);
      await page.goto(opened.address);
      const [first, second] = demos;
      const tour = page.getByRole('complementary', { name: 'Guided tour' });
      await tour.getByText(first!.steps[0]!.title).waitFor();
      await page.waitForURL(/at=call:3/);
      await tour.getByRole('button', { name: 'Next' }).focus();
      await page.keyboard.press('Enter');
      await tour.getByText(first!.steps[1]!.title).waitFor();
      expect(page.url()).toContain('demo=wrong&step=2&at=packet:6');
      await page.goBack();
      await tour.getByText(first!.steps[0]!.title).waitFor();
      await page.goto(`${new URL(page.url()).origin}/?demo=wrong&step=5&at=line:1`);
      await tour.getByText(first!.steps[4]!.title).waitFor();
      await tour.getByRole('button', { name: 'Next run' }).click();
      await tour.getByText(second!.steps[0]!.title).waitFor();
      await tour.getByLabel('Recorded run').selectOption({ label: 'A deadlock' });
      await page.getByText('server and client wait for each other').waitFor();
      await tour.getByRole('button', { name: 'Next' }).focus();
      await page.keyboard.press('Escape');
      await tour.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Tour', exact: true }).click();
      await tour.waitFor();
      expect(elsewhere).toEqual([]);
      expect(errors).toEqual([]);
    } finally {
      await opened.close();
    }
  });

  itNeedsBrowser('says so when there is no such run, and offers the others', async () => {
    const opened = await openPage(['--demo']);
    try {
      const { page } = await newPage(browser!, opened.address);
      await page.goto(opened.address);
      await page.goto(`${new URL(page.url()).origin}/?demo=no-such`);
      await page.getByRole('alert').getByText('There is no recorded run called no-such.').waitFor();
      await page.getByRole('link', { name: 'A deadlock' }).click();
      await page.getByRole('grid', { name: 'Ladder' }).waitFor();
    } finally {
      await opened.close();
    }
  });
});
