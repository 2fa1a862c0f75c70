/** The flags of a TCP header, spelled the ways Wireshark spells them. */

/** Bits of the flags (RFC 9293 section 3.1). */
export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

const NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;
const LETTERS = 'FSRPAUECA';

/** `SYN, ACK`; `<None>` where no flag is set. */
export function flagNames(flags: number): string {
  const set: string[] = NAMES.filter((_, bit) => flags & (1 << bit));
  if (flags & 0xe00) set.push('Reserved');
  return set.length > 0 ? set.join(', ') : '<None>';
}

/** Twelve characters, a middle dot for each flag that is not set: `·······A··S·`. */
export function flagString(flags: number): string {
  let line = '';
  for (let bit = 11; bit >= 0; bit--) {
    const letter = bit > 8 ? 'R' : LETTERS[bit]!;
    line += flags & (1 << bit) ? letter : '·';
  }
  return line;
}
