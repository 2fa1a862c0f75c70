/** The library in a browser: bundled, in a Web Worker of a Chromium without a window, over a file from this server. */
import { spawn } from 'node:child_process';
import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { commandPath } from './measured.ts';
import type { Measured } from './measured.ts';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
/** Timeout in milliseconds for a browser that does not report. */
const TIMEOUT = 120_000;
const PAGE = '<!doctype html><script>new Worker("/worker.js", { type: "module" })</script>';

/** What the worker reports. */
export interface InBrowser {
  readonly index: Measured;
  readonly filter: Measured;
}

/** Path of a Chromium, or undefined. */
export function browserPath(): string | undefined {
  return BROWSERS.map(commandPath).find((path) => path !== undefined);
}

/** Measures in a browser; `folder` holds the file, the bundle and the browser's profile. */
export async function inBrowser(browser: string, file: string, folder: string): Promise<InBrowser> {
  const script = join(folder, 'worker.js');
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.js')],
    outfile: script,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const files = new Map([
    ['/worker.js', { path: script, type: 'text/javascript' }],
    ['/capture.pcap', { path: file, type: 'application/octet-stream' }],
  ]);
  let report: (text: string) => void = () => {};
  const reported = new Promise<string>((resolve) => (report = resolve));
  const server = serverOf(files, (text) => report(text));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const child = spawn(
    browser,
    [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    { stdio: 'ignore' },
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    const failed = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The browser did not report.')), TIMEOUT);
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The browser ended with status ${code}.`)));
    });
    return JSON.parse(await Promise.race([reported, failed])) as InBrowser;
  } finally {
    clearTimeout(timer);
    const gone = new Promise((resolve) => child.once('close', resolve));
    if (child.exitCode === null && child.kill()) await gone;
    server.closeAllConnections();
    server.close();
  }
}

/** A server of files by their paths, and of the page for any other path; it reports what the worker posts. */
function serverOf(
  files: ReadonlyMap<string, { readonly path: string; readonly type: string }>,
  report: (text: string) => void,
): Server {
  return createServer((request, response) => {
    const found = files.get(request.url ?? '');
    if (request.method === 'POST') {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        response.end();
        report(body);
      });
    } else if (found) {
      const length = statSync(found.path).size;
      response.writeHead(200, { 'content-type': found.type, 'content-length': length });
      createReadStream(found.path).pipe(response);
    } else {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(PAGE);
    }
  });
}
