/** What an explanation is made of, and how it reads as text. */

import { wrapText } from '../basics/words.ts';
import { escaped } from '../conversations/follow-text.ts';

/** A few sentences about one thing. */
export interface Paragraph {
  readonly text: string;
  /** The packets concerned, counted from 1; may be empty. */
  readonly packets: readonly number[];
}

/** Paragraphs about one conversation or one topic. */
export interface Section {
  /** `capture`, `arp`, `dns`, `tcp`, `udp`, `other`, `eavesdropper`. */
  readonly topic: string;
  readonly title: string;
  /** The conversation, if it is about one. */
  readonly stream?: { protocol: 'tcp' | 'udp'; id: number };
  readonly paragraphs: readonly Paragraph[];
}

/** A capture explained. */
export interface Explanation {
  readonly sections: readonly Section[];
  /** What is not explained here, each with how to see it. */
  readonly leftOut: readonly string[];
}

/** Creates a paragraph; control characters from a capture are escaped. */
export function paragraph(text: string, packets: readonly number[] = []): Paragraph {
  return { text: escaped(text), packets };
}

/**
 * The explanation as plain text: a title with a line under it, a blank line after each paragraph.
 * @param width columns at which lines are broken; by default, lines are not broken
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
  return wrapText(text, width).join('\n');
}
