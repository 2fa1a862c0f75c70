/** The page as files on a plain web server, which knows nothing of Wireside. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'web/dist/page');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Serves the built page below a path, as any web space does. */
export async function serveStatic(): Promise<{ address: string; close(): Promise<void> }> {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const path = pathname.replace(/^\/course\/page\//, '/').replace(/\/$/, '/index.html');
    try {
      const bytes = readFileSync(join(PAGE, path));
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      });
      response.end(bytes);
    } catch {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<h1>Not found</h1>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/course/page/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** The files of a recorded run of the demo. */
export function demoFiles(name: string): Record<string, Uint8Array> {
  return unzipSync(readFileSync(join(ROOT, `web/public/demo/${name}.zip`)));
}

/** A file for the page's input. */
export interface Payload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Files of a run as an archive for the page's input. */
export function archive(files: Record<string, Uint8Array | string>, name = 'run.zip'): Payload {
  const bytes = Object.fromEntries(
    Object.entries(files).map(([file, content]) => [
      file,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  return { name, mimeType: 'application/zip', buffer: Buffer.from(zipSync(bytes, { level: 1 })) };
}
