/** What an explanation is made of, and how it reads as text. */

import { escaped } from '../conversations/follow-text.ts';

/** A few sentences about one thing. */
export interface Paragraph {
  text: string;
  /** The packets that it is about, counted from 1; may be empty. */
  packets: readonly number[];
}

/** Paragraphs about one conversation or one topic. */
export interface Section {
  /** `capture`, `arp`, `dns`, `tcp`, `udp`, `other`, `eavesdropper`. */
  topic: string;
  title: string;
  /** The conversation meant, where it is about one. */
  stream?: { protocol: 'tcp' | 'udp'; id: number };
  paragraphs: readonly Paragraph[];
}

/** A capture explained. */
export interface Explanation {
  sections: readonly Section[];
  /** What is not explained here, each with how to see it. */
  leftOut: readonly string[];
}

/** Makes a paragraph; what a capture put into its text, no terminal obeys. */
export function paragraph(text: string, packets: readonly number[] = []): Paragraph {
  return { text: escaped(text), packets };
}

/**
 * The explanation as plain text: a title with a line under it, a blank line after each paragraph.
 * @param width columns at which lines are broken; not at all unless given
 */
export function explanationText(explanation: Explanation, width = Infinity): string {
  const blocks = explanation.sections.map(({ title, paragraphs }) =>
    [
      `${title}\n${'─'.repeat([...title].length)}`,
      ...paragraphs.map(({ text }) => wrapped(text, width)),
    ].join('\n\n'),
  );
  if (explanation.leftOut.length > 0) {
    const lines = explanation.leftOut.map((text) => wrapped(`· ${text}`, width)).join('\n');
    blocks.push(`Left out\n────────\n\n${lines}`);
  }
  return `${blocks.join('\n\n\n')}\n`;
}

function wrapped(text: string, width: number): string {
  if (text.length <= width) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
