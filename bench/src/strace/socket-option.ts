/** The text of a socket option in a call record: level, name and value, as setsockopt(2) and getsockopt(2) have them. */

const MICROSECONDS = 1e6;
/** Options whose value strace 6 shows as bytes: struct timeval. */
const TIMEOUT = /^SO_(?:RCV|SND)TIMEO(?:_OLD|_NEW)?$/;

/**
 * Reads `SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=0}, 8` as `SOL_SOCKET, SO_LINGER, {on, 0}`; undefined where the
 * arguments are not those of an option.
 */
export function optionText(args: string): string | undefined {
  const match =
    /^([\w|]+|0x[0-9a-f]+[^,]*), ([\w|]+|0x[0-9a-f]+[^,]*), (.*), (?:\d+|\[\d+(?: => \d+)?\]|NULL|0x[0-9a-f]+)$/.exec(
      args,
    );
  if (match === null) return undefined;
  const [, level = '', name = '', value = ''] = match;
  const bare = TIMEOUT.test(name) ? name.replace(/_(?:OLD|NEW)$/, '') : name;
  return `${level}, ${bare}, ${valueText(name, value)}`;
}

function valueText(name: string, value: string): string {
  const linger = /^\{l_onoff=(\d+), l_linger=(-?\d+)\}$/.exec(value);
  if (linger !== null) return `{${linger[1] === '0' ? 'off' : 'on'}, ${linger[2]}}`;
  const group = membershipText(value);
  if (group !== undefined) return group;
  if (TIMEOUT.test(name)) return timeoutText(value) ?? value;
  const single = /^\[([^[\]]*)\]$/.exec(value)?.[1];
  if (single === undefined) return value;
  return name === 'IP_MULTICAST_IF' && /^\d+$/.test(single) ? addressText(Number(single)) : single;
}

/** A multicast group and the interface on which it is joined, by its address, its name or its number. */
function membershipText(value: string): string | undefined {
  const group =
    /imr_multiaddr=inet_addr\("([\d.]+)"\)/.exec(value)?.[1] ??
    /inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)", &ipv6mr_multiaddr\)/.exec(value)?.[1] ??
    /gr_group=\{.*?(?:inet_addr\(|AF_INET6, )"([0-9a-fA-F:.]+)"/.exec(value)?.[1];
  if (group === undefined) return undefined;
  const address = /imr_(?:interface|address)=inet_addr\("([\d.]+)"\)/.exec(value)?.[1];
  const device =
    /if_nametoindex\("([^"]+)"\)/.exec(value)?.[1] ??
    /(?:ipv6mr_interface|imr_ifindex|gr_interface)=(\d+)/.exec(value)?.[1];
  const on = [address, device].filter((part) => part !== undefined && part !== '0.0.0.0' && part !== '0');
  return `${group} on ${on.length === 0 ? 'any interface' : on.join(' ')}`;
}

/** An address that strace shows as a number: its bytes in memory, on a machine whose lowest byte is first. */
function addressText(value: number): string {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).join('.');
}

/** A struct timeval of two 64-bit numbers, which strace shows as escaped bytes or decoded. */
function timeoutText(value: string): string | undefined {
  const decoded = /^\{tv_sec=(\d+), tv_usec=(\d+)\}$/.exec(value);
  if (decoded !== null) return `${Number(decoded[1]) + Number(decoded[2]) / MICROSECONDS} s`;
  const bytes = /^"(.*)"$/.exec(value)?.[1];
  if (bytes === undefined) return undefined;
  const raw = unescapeBytes(bytes);
  if (raw.length !== 16) return undefined;
  const seconds = Number(raw.readBigInt64LE(0)) + Number(raw.readBigInt64LE(8)) / MICROSECONDS;
  return `${seconds} s`;
}

const ESCAPES: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** The bytes of a string that strace has escaped as C does: `\1`, `\177`, `\n`. */
function unescapeBytes(text: string): Buffer {
  const bytes: number[] = [];
  for (const [, octal, letter, plain] of text.matchAll(/\\([0-7]{1,3})|\\(.)|([^\\])/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    else bytes.push(plain!.charCodeAt(0));
  }
  return Buffer.from(bytes);
}
