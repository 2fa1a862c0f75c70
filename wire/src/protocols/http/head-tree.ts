/** The tree of an HTTP head: first line, headers, and what follows from both. */
import type { Dissection } from '../../core/dissection.ts';
import { TEXT_LINE } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { F, HEADER_FIELDS, STATUS } from './fields.ts';
import { headerValue } from './head.ts';
import type { Head, Header } from './head.ts';

/** Adds the head that begins at `at` in the dissected bytes. */
export function headTree(d: Dissection, layer: Item, head: Head, at: number): void {
  const first = d.add(layer, TEXT_LINE, at, head.lineLength, undefined, `${head.line}\\r\\n`);
  const [one, two, three] = head.words;
  const word = (own: typeof F.method, { text, at: offset }: { text: string; at: number }): void => {
    d.add(first, own, at + offset, text.length, text);
  };
  if (head.isResponse) {
    word(F.responseVersion, one);
    if (head.code > 0) {
      d.add(first, F.code, at + two.at, 3, head.code);
      const meaning = d.add(first, F.codeMeaning, at + two.at, 3, STATUS[head.code] ?? 'Unknown');
      meaning.generated = true;
    }
    if (three.text !== '') word(F.phrase, three);
  } else {
    word(F.method, one);
    word(F.uri, two);
    if (three.text !== '') word(F.requestVersion, three);
  }
  for (const header of head.headers) headerTree(d, layer, head, header, at);
  if (head.isWhole) {
    const last = head.headers.at(-1);
    const end = last ? last.at + last.length : head.lineLength;
    d.add(layer, TEXT_LINE, at + end, head.length - end, undefined, '\\r\\n');
  }
}

function headerTree(d: Dissection, layer: Item, head: Head, header: Header, at: number): void {
  const place = at + header.at;
  const own = HEADER_FIELDS.get(header.name);
  const line = head.isResponse ? F.responseLine : F.requestLine;
  if (own) {
    const item = d.add(layer, own, place, header.length, header.value, `${header.line}\\r\\n`);
    if (header.name === 'content-length' && /^\d{1,19}$/.test(header.value)) {
      d.add(item, F.contentLength, place, header.length, BigInt(header.value)).generated = true;
    }
    if (header.name === 'cookie') {
      let from = header.line.indexOf(':') + 1;
      for (const pair of header.line.slice(from).split(';').slice(0, 1000)) {
        const offset = from + pair.length - pair.trimStart().length;
        d.add(item, F.cookiePair, place + offset, pair.trim().length, pair.trim());
        from += pair.length + 1;
      }
    }
  }
  const shown = d.add(layer, line, place, header.length, header.line + header.end, `${header.line}\\r\\n`);
  shown.hidden = own !== undefined;
}

/** The URI with scheme and host, as far as the request gives them (RFC 9112 section 3.3). */
export function fullUri(request: Head, isSecure: boolean): string | undefined {
  const uri = request.words[1].text;
  if (!uri.startsWith('/') && uri !== '*') return /^[a-z][a-z0-9+.-]*:\/\//i.test(uri) ? uri : undefined;
  const host = headerValue(request, 'host');
  return host === '' ? undefined : `${isSecure ? 'https' : 'http'}://${host}${uri}`;
}
