/** Pieces of a line with a look each, so that columns are counted before colours are put in. */
import { escape } from './escape.ts';
import { cutText, textWidth } from './width.ts';

/** How a piece looks: a role, or the number of a message. */
export type Look = 'plain' | 'quiet' | 'strong' | 'bad' | 'good' | 'focus' | { message: number };

export interface Span {
  text: string;
  look: Look;
}

/** What the renderers are told about the terminal. */
export interface Terminal {
  /** Columns. */
  width: number;
  colour: boolean;
  /** Whether box-drawing characters and arrows can be shown; ASCII is used otherwise. Default true. */
  unicode?: boolean;
}

/** Messages take turns with these; their numbers are always written as well, so nothing depends on the colour. */
const MESSAGE_COLOURS = [36, 33, 32, 35, 94, 91] as const;
const LOOKS = { plain: '', quiet: '2', strong: '1', bad: '31', good: '32', focus: '1;7' } as const;

/** A piece of text from anywhere, made safe. */
export function span(text: string | Uint8Array, look: Look = 'plain'): Span {
  return { text: escape(text), look };
}

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
    // The last piece that fits must leave room for the ellipsis of what follows.
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

/** Cuts or fills up to a width. */
export function fitSpans(spans: readonly Span[], width: number, ellipsis: string): Span[] {
  const cut = cutSpans(spans, width, ellipsis);
  const rest = width - spansWidth(cut);
  return rest > 0 ? [...cut, { text: ' '.repeat(rest), look: 'plain' }] : cut;
}

/** The line as text, without blanks at its end. */
export function paint(spans: readonly Span[], colour: boolean): string {
  const last = spans.findLastIndex(({ text }) => text.trimEnd() !== '');
  return spans
    .slice(0, last + 1)
    .map(({ text, look }, i) => {
      const shown = i === last ? text.trimEnd() : text;
      const code = colour ? codeOf(look) : '';
      return code === '' || shown === '' ? shown : `\x1b[${code}m${shown}\x1b[0m`;
    })
    .join('');
}

function codeOf(look: Look): string {
  if (typeof look === 'string') return LOOKS[look];
  return String(MESSAGE_COLOURS[look.message % MESSAGE_COLOURS.length]);
}
