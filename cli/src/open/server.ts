/** The local server of the page: the page's own files, and what it opens. */
import { createReadStream, lstatSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import { TRACE_FILES } from '@wireside/trace';
import type { Item, Items } from '@wireside/web/api';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { Guard } from './guard.ts';
import type { OwnItem } from './items.ts';
import { firstOf, judgingOf } from './judging.ts';
import { acceptTerminals } from './lab/accept-terminals.ts';
import { labRoutes } from './lab/routes.ts';
import type { Workshop } from './lab/workshop.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.zip': 'application/zip',
};

/** What the server offers. */
export interface ServerOptions {
  /** Port of 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  /** What can be opened now. */
  items(): readonly OwnItem[];
  /** The labs, where the page offers them. */
  readonly workshop?: Workshop;
}

/** A server that listens. */
export interface PageServer {
  /** The page's address, with the token that lets one browser in. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 * @throws {Error} EADDRINUSE when another program has the port
 */
export function servePage(options: ServerOptions): Promise<PageServer> {
  const guard = new Guard();
  const app = new Hono();
  app.use(guard.check);
  const offer = new Offer(options.items);
  app.get('/api/items', (context) => {
    const items = offer.list();
    const open = firstOf(items)?.id;
    const answer: Items = { items: items.map(publicPart), ...(open === undefined ? {} : { open }) };
    return context.json(answer);
  });
  app.get('/api/items/:id/files/:name', (context) => {
    const { id, name } = context.req.param();
    const item = offer.find(id, 'run');
    return item === undefined || !TRACE_FILES.includes(name)
      ? context.notFound()
      : sendFile(context, join(item.path, name));
  });
  app.get('/api/items/:id/judging', (context) => {
    const judging = judgingOf(offer.list(), context.req.param('id'));
    return judging === undefined ? context.notFound() : context.json(judging);
  });
  app.get('/api/items/:id/capture', (context) => {
    const item = offer.find(context.req.param('id'), 'capture');
    return item === undefined ? context.notFound() : sendFile(context, item.path);
  });
  if (options.workshop === undefined) app.get('/api/labs', (context) => context.json({ labs: [] }));
  else app.route('/', labRoutes(options.workshop));
  app.get('/*', (context) => sendPage(context));
  return listen(app, guard, options);
}

/** What can be opened. To list it takes time where many runs are kept: their descriptions are read. */
class Offer {
  readonly #items: () => readonly OwnItem[];
  #listed: readonly OwnItem[] = [];

  constructor(items: () => readonly OwnItem[]) {
    this.#items = items;
  }

  /** What can be opened now. */
  list(): readonly OwnItem[] {
    return (this.#listed = this.#items());
  }

  /** An item: of those that were listed last, or else of those that there are now. */
  find(id: string, what: Item['what']): OwnItem | undefined {
    const isWanted = (item: Item): boolean => item.id === id && item.what === what;
    return this.#listed.find(isWanted) ?? this.list().find(isWanted);
  }
}

/** What the page learns of an item: not where it is. */
function publicPart({ id, what, title, result, time, group }: OwnItem): Item {
  return {
    id,
    what,
    title,
    ...(result === undefined ? {} : { result }),
    ...(time === undefined ? {} : { time }),
    ...(group === undefined ? {} : { group }),
  };
}

function listen(app: Hono, guard: Guard, { port, workshop }: ServerOptions): Promise<PageServer> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => {
      guard.listens((server.address() as AddressInfo).port);
      resolve({
        address: guard.address,
        close: () =>
          new Promise((closed) => {
            endTerminals?.();
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    const endTerminals =
      workshop === undefined ? undefined : acceptTerminals(server as Server, guard, workshop);
    server.once('error', reject);
  });
}

/** A regular file as it is; a run is written by others, so links are not followed. */
function sendFile(context: Context, path: string): Response {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status?.isFile() !== true) return context.notFound() as Response;
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream;
  return context.body(body, 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(status.size),
    'Cache-Control': 'no-store',
  });
}

/** The page as it was built. */
const PAGE = join(dirname(createRequire(import.meta.url).resolve('@wireside/web/package.json')), 'dist/page');

/** A file of the page. Names have no dots but that of their ending, so none leads out of the folder. */
function sendPage(context: Context): Response {
  const path = context.req.path === '/' ? '/index.html' : context.req.path;
  const type = TYPES[extname(path)];
  if (type === undefined || !/^(?:\/[\w-]+)+(?:\.[\w-]+)*\.\w+$/.test(path) || path.includes('..')) {
    return context.notFound() as Response;
  }
  try {
    return context.body(readFileSync(join(PAGE, path)), 200, {
      'Content-Type': type,
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  } catch {
    return context.notFound() as Response;
  }
}
