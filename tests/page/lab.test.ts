/** The lab in a real browser, with programs that are really judged; and who may start them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itNeedsBench, newPage, openPage, startBrowser } from './browser.test.helper.ts';
import type { Opened } from './browser.test.helper.ts';

const LABS = join(import.meta.dirname, '../../labs/template');
const RIGHT = readFileSync(join(LABS, 'networks/capitals/samples/correct/capitals.py'), 'utf8');
/** Answers the second client with its text as it came. */
const INCORRECT = RIGHT.replace('while True:', 'for turn in range(99):').replace(
  'data.upper()',
  'data if turn else data.upper()',
);
/** The cases on a busy machine. ms. */
const JUDGING = 100_000;

let folder = '';
let opened: Opened;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-lab-'));
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'server.py'), INCORRECT);
  opened = await openPage(['--labs', LABS, '--part', 'capitals', join(folder, 'server.py')], {
    XDG_STATE_HOME: join(folder, 'state'),
  });
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the lab', () => {
  let browser: Browser;
  let page: Page;
  afterAll(() => browser?.close());

  const cases = () => page.getByRole('list', { name: 'Verdict' }).getByRole('listitem');
  const editor = () => page.getByRole('textbox', { name: /Text of/ });
  const status = () => page.locator('.summary');

  itNeedsBench(
    'judges an incorrect program: each case as it ends, the failed one first, and its run opens',
    async () => {
      browser = await startBrowser();
      const { page: made, elsewhere, errors } = await newPage(browser, opened.address);
      page = made;
      await page.goto(opened.address);
      await page.getByRole('heading', { name: 'A server that answers in capitals', exact: true }).waitFor();
      await page.locator('.prototype').getByText('capitals <port>').waitFor();
      await page.getByRole('button', { name: 'Judge' }).click();
      await status().getByText('1 of 2 cases passed').waitFor({ timeout: JUDGING });
      await expect.poll(() => cases().first().innerText()).toMatch(/^fail\s+two/);
      await page.getByRole('link', { name: 'Open the run of two' }).click();
      await page.getByRole('heading', { name: /capitals · two/ }).waitFor();
      await page.getByRole('button', { name: 'Back to capitals' }).click();
      await page.getByRole('heading', { name: 'A server that answers in capitals', exact: true }).waitFor();
      await page.getByRole('tab', { name: 'History' }).click();
      await page.getByRole('cell', { name: 'fail, 1 of 2 passed' }).waitFor();
      expect(elsewhere).toEqual([]);
      expect(errors).toEqual([]);
    },
    2 * JUDGING,
  );

  itNeedsBench(
    'judges again when the file is saved on disk, what failed first, and shows its new text',
    async () => {
      writeFileSync(join(folder, 'server.py'), `# saved elsewhere\n${RIGHT}`);
      await status().getByText('2 of 2 cases passed').waitFor({ timeout: JUDGING });
      await editor().getByText('# saved elsewhere').waitFor();
    },
    2 * JUDGING,
  );

  itNeedsBench(
    'saves what is edited here, and has it judged',
    async () => {
      await editor().click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('exit(3)\n');
      await page.getByText('Not saved').waitFor();
      await page.keyboard.press('Control+Enter');
      await status().getByText('0 of 2 cases passed').waitFor({ timeout: JUDGING });
      expect(readFileSync(join(folder, 'server.py'), 'utf8')).toMatch(/^exit\(3\)\n# saved elsewhere/);
      await page.getByText('Saved', { exact: true }).waitFor();
    },
    2 * JUDGING,
  );

  itNeedsBench(
    'overwrites nothing that was changed elsewhere',
    async () => {
      await editor().click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('# mine\n');
      writeFileSync(join(folder, 'server.py'), '# theirs\n');
      await page.getByText('The file was changed elsewhere').waitFor();
      await page.keyboard.press('Control+s');
      expect(readFileSync(join(folder, 'server.py'), 'utf8')).toBe('# theirs\n');
      await page.getByRole('button', { name: /Take the file as it is now/ }).click();
      await editor().getByText('# theirs').waitFor();
      await editor().click();
      await page.keyboard.press('Control+z');
      await editor().getByText('# mine').waitFor();
    },
    JUDGING,
  );
});

/** Asks the server; returns the status. */
function statusOf(
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string>,
  body = method === 'POST' ? '{}' : '',
): Promise<number> {
  const { port } = new URL(opened.address);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers, setHost: false }, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('the server of the lab', () => {
  const GETS = [
    'labs',
    'parts/capitals',
    'parts/capitals/history',
    'parts/capitals/events',
    'parts/capitals/file',
  ];
  const POSTS = ['program', 'edition', 'judge', 'stop', 'file', 'experiment', 'experiment/stop'];
  const ROUTES = [
    ...GETS.map((path) => ['GET', `/api/${path}`] as const),
    ...POSTS.map((path) => ['POST', `/api/parts/capitals/${path}`] as const),
  ];
  const own = (): { host: string; cookie: string; 'content-type': string } => {
    const { host, port, searchParams } = new URL(opened.address);
    const cookie = `wireside-${port}=${searchParams.get('token')!}`;
    return { host, cookie, 'content-type': 'application/json' };
  };

  it.each(ROUTES)('refuses %s %s without the cookie, and to other sites', async (method, path) => {
    const { cookie, ...nobody } = own();
    expect(await statusOf(method, path, nobody)).toBe(401);
    const headers = { ...nobody, cookie };
    expect(await statusOf(method, path, { ...headers, origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf(method, path, { ...headers, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusOf(method, path, { ...headers, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await statusOf(method, path, { ...headers, host: 'evil.example' })).toBe(403);
  });

  it.each(POSTS)('takes %s only as JSON', async (path) => {
    const plain = { ...own(), 'content-type': 'text/plain' };
    expect(await statusOf('POST', `/api/parts/capitals/${path}`, plain)).toBe(415);
  });

  it('does nothing for a part that does not exist, or a file that is not what it says', async () => {
    expect(await statusOf('POST', '/api/parts/none/judge', own())).toBe(400);
    expect(await statusOf('GET', '/api/parts/..%2fcapitals', own())).toBe(400);
    expect(await statusOf('POST', '/api/parts/capitals/file', own(), '{"text":"x","version":""}')).toBe(409);
    expect(await statusOf('POST', '/api/parts/capitals/experiment', own(), '{"runs":1,"loss":1}')).toBe(400);
  });
});
