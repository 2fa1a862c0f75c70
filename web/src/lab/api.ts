/** Asks the local server about labs. */
import type { Told } from '../api.ts';

/** Why the server has refused something. */
export class Refused extends Error {
  override name = 'Refused';
  readonly hint: string | undefined;
  /** Whether the file that was named does not exist. */
  readonly isMissing: boolean;

  constructor({ message, hint, isMissing = false }: Told & { readonly isMissing?: boolean }) {
    super(message);
    this.hint = hint;
    this.isMissing = isMissing;
  }
}

/** Asks for something. @throws {Refused} */
export async function get<T>(path: string): Promise<T> {
  const response = await fetch(`./api/${path}`);
  return answerOf(response, [200]);
}

/** Has the server do something. @throws {Refused} */
export async function post<T>(path: string, body: object = {}): Promise<T> {
  const response = await fetch(`./api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answerOf(response, [200, 409]);
}

async function answerOf<T>(response: Response, fine: readonly number[]): Promise<T> {
  if (response.headers.get('content-type')?.includes('json') !== true) {
    throw new Refused({ message: (await response.text()) || response.statusText });
  }
  const answer: unknown = await response.json();
  if (fine.includes(response.status)) return answer as T;
  throw new Refused(answer as Told);
}

/** The address of a part, with what is below it: `partPath('udp', 'judge')`. */
export function partPath(part: string, ...rest: readonly string[]): string {
  return ['parts', encodeURIComponent(part), ...rest].join('/');
}
