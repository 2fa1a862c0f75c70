/** A real browser, and the page as `wireside open` serves it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { it } from 'vitest';
import { itNeedsNamespaces } from '@wireside/bench/testing';

const ROOT = join(import.meta.dirname, '../..');
/** Where Debian and others put Chromium. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PATHS.find((path) => existsSync(path));

/** A test that needs Chromium; skipped by name where there is none. */
export const itNeedsBrowser: typeof it.skip = executablePath === undefined ? it.skip : (it as typeof it.skip);

/** A test that needs Chromium and a private network. */
export function itNeedsBench(name: string, test: () => Promise<void>, timeout?: number): void {
  if (executablePath === undefined) it.skip(name, test);
  else itNeedsNamespaces(name, test, timeout);
}

/** Starts the browser. */
export function startBrowser(): Promise<Browser> {
  // As root, in containers: Chromium's own sandbox needs what they do not have.
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox'],
  });
}

/** The command `wireside open`, which serves. */
export interface Opened {
  /** The address with the token. */
  readonly address: string;
  close(): Promise<void>;
}

/** Runs `wireside open` as it is built, without a browser. */
export function openPage(args: readonly string[], environment: Record<string, string> = {}): Promise<Opened> {
  const child = spawn(process.execPath, [join(ROOT, 'cli/dist/main.js'), 'open', '--no-browser', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const address = /http:\S+/.exec(text)?.[0];
      if (address === undefined || !text.includes('Ctrl-C')) return;
      resolve({
        address,
        close: async () => {
          child.kill('SIGINT');
          await ended;
        },
      });
    });
    void ended.then(() => reject(new Error(`wireside open ended: ${text}${errors}`)));
  });
}

/** A new page of the browser; requests to anywhere else than `address` are noted in `elsewhere`. */
export async function newPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; elsewhere: string[]; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  // Other tests keep the machine busy.
  context.setDefaultTimeout(100_000);
  const page = await context.newPage();
  const { origin } = new URL(address);
  const elsewhere: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'blob:' && url.protocol !== 'data:')
      elsewhere.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, elsewhere, errors };
}
