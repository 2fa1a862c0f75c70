/**
 * Who may use the local server: the browser that was given the token, and only this page. A name that another site has
 * pointed at this computer (DNS rebinding), and requests that another site makes, are refused.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';

/** Nothing comes from elsewhere, and nothing that a file says is code. Styles may be set by libraries of the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Guards one server. */
export class Guard {
  /** What the address has to carry the first time. */
  readonly token = randomBytes(24).toString('base64url');
  #port = 0;

  /** The server listens on this port of 127.0.0.1. */
  listens(port: number): void {
    this.#port = port;
  }

  /** The address of the page, with the token. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.token}`;
  }

  /** Whether a request names this server, and comes from its own page or from nowhere. */
  isOurs(host: string | undefined, origin: string | undefined, site: string | undefined): boolean {
    const names = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    if (host === undefined || !names.includes(host)) return false;
    if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) return false;
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  /** Whether a request carries the cookie that stands for the token. */
  isKnown(cookie: string | undefined): boolean {
    const [given, own] = [Buffer.from(cookie ?? ''), Buffer.from(this.token)];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Whether a request to change to WebSocket comes from the page. A browser always says which site's page makes it. */
  letsUpgrade({ headers }: IncomingMessage): boolean {
    const { host, origin, 'sec-fetch-site': site } = headers;
    const isOurs =
      origin !== undefined && this.isOurs(host, origin, typeof site === 'string' ? site : undefined);
    return isOurs && this.isKnown(parse(headers.cookie ?? '', this.#cookie)[this.#cookie]);
  }

  /** Checks each request, and sets the headers of each answer. */
  readonly check: MiddlewareHandler = async (context, next) => {
    const { req } = context;
    // A link to the page from elsewhere carries the token, and only opens the page.
    const isLink = req.method === 'GET' && req.path === '/' && req.query('token') !== undefined;
    const site = isLink ? undefined : req.header('sec-fetch-site');
    if (!this.isOurs(req.header('host'), req.header('origin'), site)) {
      return context.text('This address is for the page of Wireside on this computer only.\n', 403);
    }
    if (isLink && this.isKnown(req.query('token'))) return this.#welcome(context);
    if (!this.isKnown(getCookie(context, this.#cookie))) {
      return context.text(
        'This page needs the address that wireside open has printed, with its token.\n',
        401,
      );
    }
    await next();
    context.header('Content-Security-Policy', POLICY);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cross-Origin-Opener-Policy', 'same-origin');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
    return undefined;
  };

  /** Cookies do not know ports: each server has a name of its own. */
  get #cookie(): string {
    return `wireside-${this.#port}`;
  }

  /** Turns the token into a cookie, so that it does not stay in the address. */
  #welcome(context: Context): Response {
    setCookie(context, this.#cookie, this.token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    const { searchParams } = new URL(context.req.url);
    searchParams.delete('token');
    const rest = searchParams.toString();
    return context.redirect(rest === '' ? '/' : `/?${rest}`);
  }
}
