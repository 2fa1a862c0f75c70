/** The head of an HTTP/1 message: its first line and its header lines (RFC 9112 sections 2 to 5). */
import { text } from '../../basics/bytes.ts';

/** One header line. Offsets count from the message's first byte. */
export interface Header {
  /** In lower case. */
  readonly name: string;
  /** Without surrounding white space; folded lines are joined by a space. */
  readonly value: string;
  /** The whole line as sent, without its end. */
  readonly line: string;
  /** Its line ending: CR LF, or LF alone. */
  readonly end: string;
  readonly at: number;
  /** With the line ending. */
  readonly length: number;
}

/** A word of the first line. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

/** The head of a message. */
export interface Head {
  readonly isResponse: boolean;
  /** The first line without its end. */
  readonly line: string;
  /** Bytes of the first line with its end. */
  readonly lineLength: number;
  /** Method, URI, version of a request; version, code, phrase of a response. */
  readonly words: readonly [Word, Word, Word];
  /** Status code of a response; 0 for a request. */
  readonly code: number;
  readonly headers: readonly Header[];
  /** Bytes including the empty line after the headers. */
  readonly length: number;
  /** Whether the empty line is there. */
  readonly isWhole: boolean;
}

/** Maximum length of a head; servers refuse more than 8 to 64 KiB. */
export const MAX_HEAD = 65_536;

/** Methods of the IANA registry, and those of UPnP, WebDAV dialects and remote procedure calls over HTTP. */
const METHODS = new Set(
  `GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH LINK UNLINK PRI PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK
  VERSION-CONTROL REPORT CHECKOUT CHECKIN UNCHECKOUT MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY
  ORDERPATCH ACL SEARCH BIND REBIND UNBIND MKCALENDAR MKREDIRECTREF UPDATEREDIRECTREF POLL SUBSCRIBE UNSUBSCRIBE NOTIFY
  BPROPFIND BPROPPATCH BCOPY BDELETE BMOVE M-SEARCH M-POST RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA CCM_POST
  SSTP_DUPLEX_POST SOURCE STOP STATS TITLE BREW WHEN GROUP`.split(/\s+/),
);

const LF = 10;
const CR = 13;
const SPACE = 32;

/** What the first bytes of a message are: a request, a response, neither, or too few to decide. */
export function beginning(bytes: Uint8Array, at = 0): 'request' | 'response' | 'neither' | 'unknown' {
  const end = Math.min(bytes.length, at + 20);
  const begin = text(bytes.subarray(at, end));
  if (begin.startsWith('HTTP/')) return 'response';
  const space = begin.search(/[ \r\n]/);
  if (space > 0) return METHODS.has(begin.slice(0, space)) ? 'request' : 'neither';
  if ('HTTP/'.startsWith(begin)) return 'unknown';
  for (const method of METHODS) if (method.startsWith(begin)) return 'unknown';
  return 'neither';
}

/** Offset after the empty line that ends a head beginning at 0, searched from `from` on; -1 if it is not there. */
export function headEnd(bytes: Uint8Array, from: number): number {
  // The line ending before the empty line may be up to two bytes before the new bytes.
  for (let at = bytes.indexOf(LF, Math.max(0, from - 2)); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

/** Reads the head in these bytes, which end with the head or where the capture ends. */
export function parseHead(bytes: Uint8Array): Head {
  const lines = linesOf(bytes);
  const first = lines[0]!;
  const line = text(bytes.subarray(0, first.textEnd));
  const isResponse = line.startsWith('HTTP/');
  const words = wordsOf(bytes, first.textEnd, isResponse);
  const headers: Header[] = [];
  let length = first.end;
  let isWhole = false;
  for (let i = 1; i < lines.length; i++) {
    const begin = lines[i]!;
    length = begin.end;
    if (begin.textEnd === begin.at) {
      isWhole = true;
      break;
    }
    let last = begin;
    // A line that begins with white space continues the header before it (RFC 9112 section 5.2).
    while (isFold(bytes, lines[i + 1])) last = lines[++i]!;
    length = last.end;
    headers.push(headerOf(bytes, begin.at, last.textEnd, last.end));
  }
  const code = isResponse && /^\d{3}$/.test(words[1].text) ? Number(words[1].text) : 0;
  return { isResponse, line, lineLength: first.end, words, code, headers, length, isWhole };
}

/** The value of the first header of a name (in lower case); empty if there is none. */
export function headerValue(head: Head, name: string): string {
  return head.headers.find((header) => header.name === name)?.value ?? '';
}

interface Line {
  at: number;
  /** Offset after its text, and after its line ending. */
  textEnd: number;
  end: number;
}

function linesOf(bytes: Uint8Array): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length || lines.length === 0;) {
    const feed = bytes.indexOf(LF, at);
    const end = feed < 0 ? bytes.length : feed + 1;
    let textEnd = feed < 0 ? end : feed;
    if (textEnd > at && bytes[textEnd - 1] === CR) textEnd--;
    lines.push({ at, textEnd, end });
    at = end;
  }
  return lines;
}

function isFold(bytes: Uint8Array, line: Line | undefined): boolean {
  return line !== undefined && line.textEnd > line.at && (bytes[line.at] === SPACE || bytes[line.at] === 9);
}

function headerOf(bytes: Uint8Array, at: number, textEnd: number, end: number): Header {
  const line = text(bytes.subarray(at, textEnd));
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/\r?\n[ \t]+/g, ' ')
    .trim();
  return {
    name: colon < 0 ? '' : line.slice(0, colon).trim().toLowerCase(),
    value,
    line,
    end: text(bytes.subarray(textEnd, end)),
    at,
    length: end - at,
  };
}

/** Three words; in a response the last is the rest of the line, in a request the URI may contain spaces. */
function wordsOf(bytes: Uint8Array, end: number, isResponse: boolean): [Word, Word, Word] {
  const word = (from: number, to: number): Word => ({
    text: text(bytes.subarray(from, Math.max(from, to))),
    at: from,
  });
  const spaceFrom = (from: number): number => {
    const space = bytes.indexOf(SPACE, from);
    return space < 0 || space > end ? end : space;
  };
  const firstEnd = spaceFrom(0);
  const second = Math.min(end, firstEnd + 1);
  let secondEnd = spaceFrom(second);
  if (!isResponse) {
    const lastSpace = bytes.subarray(0, end).lastIndexOf(SPACE);
    if (lastSpace > secondEnd) secondEnd = lastSpace;
  }
  return [word(0, firstEnd), word(second, secondEnd), word(Math.min(end, secondEnd + 1), end)];
}
