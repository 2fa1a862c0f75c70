/** Pieces of a line with a look each, so that columns are counted before colors are added. */
import { escape } from '@wireside/trace';
import type { Look } from './palette.ts';
import { painted } from './palette.ts';
import { cutText, textWidth } from './width.ts';

/** A piece of a line, already escaped. */
export interface Span {
  text: string;
  readonly look: Look;
}

/** What a terminal can show. */
export interface Terminal {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
  /** Whether box-drawing characters and arrows can be shown; ASCII is used otherwise. Default true. */
  readonly unicode?: boolean;
}

/** A piece of any text, escaped. */
export function span(text: string | Uint8Array, look: Look = 'plain'): Span {
  return { text: escape(text), look };
}

/** Columns that spans take. */
export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** Cuts to a width, with an ellipsis. */
export function cutSpans(spans: readonly Span[], width: number, ellipsis: string): Span[] {
  if (spansWidth(spans) <= width) return [...spans];
  const cut: Span[] = [];
  let room = width;
  for (const { text, look } of spans) {
    const taken = textWidth(text);
    // A piece that is not the last must leave room for the ellipsis of what follows.
    if (taken <= room - textWidth(ellipsis)) {
      cut.push({ text, look });
      room -= taken;
      continue;
    }
    cut.push({
      text: taken <= room ? cutText(`${text} `, room, ellipsis) : cutText(text, room, ellipsis),
      look,
    });
    break;
  }
  return cut;
}

/**
 * Breaks into lines at spaces, and inside a word that is longer than a line.
 * @param limit maximum number of lines; the last one is cut with an ellipsis
 */
export function wrapSpans(spans: readonly Span[], width: number, limit: number, ellipsis: string): Span[][] {
  const room = Math.max(2, width);
  const lines: Span[][] = [[]];
  let used = 0;
  for (const { spaces, word } of wordsOf(spans)) {
    const length = spansWidth(word);
    const isNew = used > 0 && used + spaces.text.length + length > room;
    if (isNew && (length <= room || used + spaces.text.length >= room)) {
      lines.push([]);
      used = 0;
    } else if (used > 0) {
      lines.at(-1)!.push(spaces);
      used += spaces.text.length;
    }
    for (const { text, look } of word) {
      for (const character of textWidth(text) <= room - used ? [text] : text) {
        const taken = textWidth(character);
        if (used + taken > room) {
          lines.push([]);
          used = 0;
        }
        addTo(lines.at(-1)!, character, look);
        used += taken;
      }
    }
  }
  const shown = lines.filter((line) => line.length > 0);
  if (shown.length <= limit) return shown;
  const last = cutSpans([...shown[limit - 1]!, { text: ' '.repeat(room), look: 'plain' }], room, ellipsis);
  return [...shown.slice(0, limit - 1), last];
}

/** Adds a piece to a line: to its last span, if that looks the same. */
function addTo(line: Span[], text: string, look: Look): void {
  const last = line.at(-1);
  if (last !== undefined && last.look === look) last.text += text;
  else line.push({ text, look });
}

/** Words, each with the spaces before it; a word may have several looks. */
function wordsOf(spans: readonly Span[]): { readonly spaces: Span; readonly word: Span[] }[] {
  const words: { spaces: Span; word: Span[] }[] = [];
  let isOpen = false;
  let spaces: Span = { text: '', look: 'plain' };
  for (const { text, look } of spans) {
    for (const [part] of text.matchAll(/ +|[^ ]+/g)) {
      if (part.startsWith(' ')) {
        spaces = { text: part, look };
        isOpen = false;
      } else if (isOpen) words.at(-1)!.word.push({ text: part, look });
      else {
        words.push({ spaces, word: [{ text: part, look }] });
        isOpen = true;
        spaces = { text: '', look: 'plain' };
      }
    }
  }
  return words;
}

/** Cuts or pads to a width. */
export function fitSpans(spans: readonly Span[], width: number, ellipsis: string): Span[] {
  const cut = cutSpans(spans, width, ellipsis);
  const rest = width - spansWidth(cut);
  return rest > 0 ? [...cut, { text: ' '.repeat(rest), look: 'plain' }] : cut;
}

/** The line as text, without spaces at its end. */
export function paint(spans: readonly Span[], color: boolean): string {
  const last = spans.findLastIndex(({ text }) => text.trimEnd() !== '');
  return spans
    .slice(0, last + 1)
    .map(({ text, look }, i) => painted(i === last ? text.trimEnd() : text, look, color))
    .join('');
}
