/** The conversation that is followed or drawn: of the address, or of the selected packet, or the first. */
import { useAsk } from '../ask/use-ask.ts';
import { useAddress, useSelected } from '../state/address.ts';
import type { Conversation } from '../worker/packets-streams.ts';

/** The conversation, all of them, and how to choose another. */
export function useStream(only?: 'tcp'): {
  readonly chosen: Conversation | undefined;
  readonly all: readonly Conversation[] | undefined;
  choose(word: string): void;
} {
  const [word, choose] = useAddress('stream');
  const at = useSelected();
  const n = at !== undefined && 'packet' in at ? at.packet : undefined;
  const { value } = useAsk('conversations', undefined);
  const { value: ofPacket } = useAsk('streamOf', n === undefined ? 'nothing' : { n });
  const all = only === undefined ? value : value?.filter(({ protocol }) => protocol === only);
  const find = (wanted: string | undefined): Conversation | undefined =>
    all?.find((one) => streamWord(one) === wanted);
  return { chosen: find(word) ?? (word === '' ? find(ofPacket) : undefined) ?? all?.[0], all, choose };
}

/** A conversation in the address: `tcp:3`. */
export const streamWord = ({ protocol, stream }: Pick<Conversation, 'protocol' | 'stream'>): string =>
  `${protocol}:${stream}`;
