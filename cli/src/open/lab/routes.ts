/** What the page asks of the labs: parts, the program, judging, history. Whatever starts a program or writes is a POST with JSON. */
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { streamSSE } from 'hono/streaming';
import { existsSync } from 'node:fs';
import type { DeskState } from '@wireside/web/api';
import type { Desk } from './desk.ts';
import type { Workshop } from './workshop.ts';
import { labEntries, partInfo, pastJudgings } from './labs.ts';
import { pathOf } from './own-file.ts';
import { toldOf } from './told.ts';

/** Characters of a body: a program's text, escaped as JSON. */
const MAX_BODY = 8 * 1024 * 1024;
/** Milliseconds between signs of life, so that a connection whose page is gone is noticed. */
const ALIVE = 20_000;

/** What a page may send. Each request has some of it. */
interface Body {
  readonly path?: unknown;
  readonly isNew?: unknown;
  readonly edition?: unknown;
  readonly text?: unknown;
  readonly version?: unknown;
  readonly runs?: unknown;
  readonly loss?: unknown;
}

/** The routes, below the server's root. */
export function labRoutes(workshop: Workshop): Hono {
  const app = new Hono();
  app.onError((error, context) => context.json(toldOf(error), 400));
  app.use('/api/*', onlyJson);
  addQuestions(app, workshop);
  addEvents(app, workshop);
  addActions(app, workshop);
  return app;
}

/** What only tells. */
function addQuestions(app: Hono, workshop: Workshop): void {
  const { folders } = workshop;
  app.get('/api/labs', (context) => context.json({ labs: labEntries(folders) }));
  app.get('/api/parts/:id', (context) => context.json(partInfo(context.req.param('id'), folders)));
  app.get('/api/parts/:id/history', (context) =>
    context.json({ judgings: pastJudgings(context.req.param('id')) }),
  );
  app.get('/api/parts/:id/file', (context) => context.json(workshop.desk(context.req.param('id')).read()));
  app.get('/api/parts/:id/experiment.svg', (context) => {
    const { picture } = workshop.desk(context.req.param('id'));
    if (picture === undefined) return context.notFound();
    return context.body(picture, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' });
  });
}

/** How a part stands, whenever that changes. */
function addEvents(app: Hono, workshop: Workshop): void {
  app.get('/api/parts/:id/events', (context) => {
    const desk = workshop.desk(context.req.param('id'));
    return streamSSE(context, async (stream) => {
      const send = latestOnly((state) => stream.writeSSE({ data: JSON.stringify(state) }));
      const leave = desk.listen(send);
      stream.onAbort(leave);
      while (!stream.aborted && !stream.closed) {
        await stream.sleep(ALIVE);
        await stream.write(': here\n\n');
      }
      leave();
    });
  });
}

/** What does something. */
function addActions(app: Hono, workshop: Workshop): void {
  const desk = (context: Context): Desk => workshop.desk(context.req.param('id') ?? '');
  app.post('/api/parts/:id/program', async (context) => {
    const { path, isNew } = await bodyOf(context);
    const named = text(path);
    try {
      await desk(context).take(named, isNew === true);
    } catch (error) {
      return context.json(
        { ...toldOf(error), isMissing: named.trim() !== '' && !existsSync(pathOf(named)) },
        400,
      );
    }
    return context.json({});
  });
  app.post('/api/parts/:id/edition', async (context) => {
    await desk(context).choose(text((await bodyOf(context)).edition));
    return context.json({});
  });
  app.post('/api/parts/:id/judge', (context) => {
    desk(context).judge();
    return context.json({});
  });
  app.post('/api/parts/:id/stop', async (context) => {
    await desk(context).stop();
    return context.json({});
  });
  app.post('/api/parts/:id/file', async (context) => {
    const body = await bodyOf(context);
    const saved = desk(context).save(text(body.text), text(body.version));
    return context.json(saved, saved.isSaved ? 200 : 409);
  });
  app.post('/api/parts/:id/experiment', async (context) => {
    const { runs, loss } = await bodyOf(context);
    desk(context).experiment(Number(runs), Number(loss));
    return context.json({});
  });
  app.post('/api/parts/:id/experiment/stop', (context) => {
    desk(context).stopExperiment();
    return context.json({});
  });
}

/** A form or a picture of another site cannot send JSON without being asked for, so nothing else is taken. */
const onlyJson: MiddlewareHandler = async (context, next) => {
  const { req } = context;
  if (req.method === 'GET') return next();
  const type = req.header('content-type')?.split(';', 1)[0]?.trim();
  if (req.method !== 'POST' || type !== 'application/json') {
    return context.json({ message: 'This address takes JSON by POST only.' }, 415);
  }
  if (Number(req.header('content-length') ?? Infinity) > MAX_BODY) {
    return context.json({ message: 'This is too long for the page; edit the file elsewhere.' }, 413);
  }
  return next();
};

async function bodyOf(context: Context): Promise<Body> {
  const body: unknown = await context.req.json();
  return typeof body === 'object' && body !== null ? body : {};
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Sends one state after the other; while one is being sent, only the newest waits. */
function latestOnly(send: (state: DeskState) => Promise<void>): (state: DeskState) => void {
  let waiting: DeskState | undefined;
  let isSending = false;
  const sendAll = async (): Promise<void> => {
    isSending = true;
    while (waiting !== undefined) {
      const state = waiting;
      waiting = undefined;
      await send(state);
    }
    isSending = false;
  };
  return (state) => {
    waiting = state;
    if (!isSending) void sendAll().catch(() => {}); // the page is gone
  };
}
