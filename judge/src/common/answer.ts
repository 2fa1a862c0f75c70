/** What the server announced that it would answer: which bytes of its stream are which message. */
import type { ActorConnection, Model, Span } from '@wireside/trace';
import { serverOf } from './facts.ts';

/** A message of the answer, as a span of the server's stream. */
export interface AnnouncedMessage extends Span {
  /** From 0. */
  readonly index: number;
  /** Absent for a flood, which is one long message. */
  readonly text?: string;
}

/**
 * The messages that the server announced on a connection, in order, also those that it had not sent yet when the program
 * left; undefined if it had not understood a command yet.
 */
export function announcedAnswer(model: Model, connection: ActorConnection): AnnouncedMessage[] | undefined {
  if (!connection.records.some(({ event }) => event === 'command')) return undefined;
  const number = connection.records[0]?.connection;
  const announced = model.trace.messages.filter(
    (message) =>
      message.connection === number &&
      message.local === connection.remote &&
      message.remote === connection.local,
  );
  if (announced.length === 0) return answerByOptions(model);
  return announced.map(({ message, offset, length, text }) => ({
    index: message,
    offset,
    length,
    ...(text === undefined ? {} : { text }),
  }));
}

/**
 * The answer of a server that announced nothing: there are no messages, or the run was recorded before December 2026,
 * when peers did not announce messages yet. Then it follows from the options of the PMU.
 */
function answerByOptions(model: Model): AnnouncedMessage[] {
  const { messages, firstNumber = 0, flood } = serverOf(model)?.options ?? {};
  if (typeof messages === 'number' && typeof firstNumber === 'number') {
    let offset = 0;
    return Array.from({ length: messages }, (_, index) => {
      const text = `This is PMU data ${firstNumber + index}`;
      offset += text.length;
      return { index, text, offset: offset - text.length, length: text.length };
    });
  }
  if (typeof flood === 'object' && flood !== null && 'bytes' in flood && typeof flood.bytes === 'number')
    return [{ index: 0, offset: 0, length: flood.bytes }];
  return [];
}
