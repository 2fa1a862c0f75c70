/** The flags of a TCP header, spelled the ways Wireshark spells them. */

/** The sender has no more data (RFC 9293 section 3.1, as for all flags). */
export const FIN = 1;
/** Opens a connection and synchronizes the sequence numbers. */
export const SYN = 2;
/** Resets the connection. */
export const RST = 4;
/** The receiver should give the data to its program at once. */
export const PSH = 8;
/** The acknowledgment number is valid. */
export const ACK = 16;

/** Names of the flags, from the lowest bit up. */
const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;
const LETTERS = 'FSRPAUECA';

/** Names of the flags that are set, from the lowest bit up, such as `['SYN', 'ACK']`. */
export function flagNames(flags: number): string[] {
  return FLAG_NAMES.filter((_, bit) => flags & (1 << bit));
}

/** `SYN, ACK`; `<None>` if no flag is set. */
export function flagsText(flags: number): string {
  const set = flagNames(flags);
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
