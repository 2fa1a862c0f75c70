/** Translates a display filter into matches of nft(8), as far as the kernel can look at what it asks for. */
import { isIPv4, isIPv6 } from 'node:net';
import { compileFilter, parseFilter } from '@wireside/wire';
import type { CompareSign, Condition, Operand } from '@wireside/wire';
import type { Scene } from './request.ts';
import { SceneError } from './scene-error.ts';

/** A conjunction of nft matches, such as `tcp dport 5000 tcp flags & syn != 0`. */
type Match = string;

/** Maximum number of rules for one filter. */
const MAX_RULES = 256;
/** TCP's header in words of 4 bytes: without options, and with as many as there can be (RFC 9293, 3.1). */
const DATA_OFFSETS = { from: 5, to: 15 } as const;
const WORD = 4;
const IPV4_HEADER = 20;

/** The opposite of a comparison. */
const OPPOSITE: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** Numbers of one value: how nft names it for each IP family. */
const NUMBERS: Readonly<Record<string, string>> = {
  'tcp.srcport': 'tcp sport',
  'tcp.dstport': 'tcp dport',
  'udp.srcport': 'udp sport',
  'udp.dstport': 'udp dport',
  'udp.length': 'udp length',
  'ip.len': 'ip length',
  'ip.ttl': 'ip ttl',
  'ip.proto': 'ip protocol',
  'tcp.window_size_value': 'tcp window',
};
/** Fields that stand for either of two. */
const EITHER: Readonly<Record<string, readonly [string, string]>> = {
  'tcp.port': ['tcp.srcport', 'tcp.dstport'],
  'udp.port': ['udp.srcport', 'udp.dstport'],
  'ip.addr': ['ip.src', 'ip.dst'],
  'ipv6.addr': ['ipv6.src', 'ipv6.dst'],
};
const ADDRESSES: Readonly<Record<string, string>> = {
  'ip.src': 'ip saddr',
  'ip.dst': 'ip daddr',
  'ipv6.src': 'ip6 saddr',
  'ipv6.dst': 'ip6 daddr',
};
const FLAGS: Readonly<Record<string, string>> = {
  'tcp.flags.fin': 'fin',
  'tcp.flags.syn': 'syn',
  'tcp.flags.reset': 'rst',
  'tcp.flags.push': 'psh',
  'tcp.flags.ack': 'ack',
  'tcp.flags.urg': 'urg',
};
const PROTOCOLS: Readonly<Record<string, readonly [string, string]>> = {
  tcp: ['meta l4proto tcp', 'meta l4proto != tcp'],
  udp: ['meta l4proto udp', 'meta l4proto != udp'],
  icmp: ['meta l4proto icmp', 'meta l4proto != icmp'],
  icmpv6: ['meta l4proto icmpv6', 'meta l4proto != icmpv6'],
  ip: ['meta nfproto ipv4', 'meta nfproto != ipv4'],
  ipv6: ['meta nfproto ipv6', 'meta nfproto != ipv6'],
};

/**
 * The matches of a filter, of which one must hold.
 * @throws {SceneError} SCENE_DROP_FILTER for a filter that is wrong, or that asks for what the kernel does not look at
 */
export function matchesOf(filter: string): readonly Match[] {
  const { error } = compileFilter(filter);
  if (error !== undefined) throw refused(filter, 'it', `is no display filter: ${error.message}`);
  const condition = parseFilter(filter, '4.4');
  if (condition === undefined) return [''];
  return new Translation(filter).matches(condition, true);
}

function refused(filter: string, part: string, why: string): SceneError {
  return new SceneError({
    code: 'SCENE_DROP_FILTER',
    message: `The filter "${filter}" cannot be used to drop packets: ${part} ${why}.`,
    expected:
      'ip.src, ip.dst, ip.addr and the same of ipv6; srcport, dstport and port of tcp and udp; tcp.flags.syn and the ' +
      'other flags; tcp.len, udp.length, ip.len, ip.ttl; tcp, udp, icmp, icmpv6, ip and ipv6; joined by and, or, not',
    hint: 'The kernel looks at each packet alone, and at its headers only. Say it with these fields.',
  });
}

/** The matches of each filter of a scene's impairments. @throws {SceneError} as {@link matchesOf} does */
export function dropMatches({ impairments }: Scene): Map<string, readonly Match[]> {
  const filters = impairments.flatMap((impairment) =>
    impairment.kind === 'drop' ? [impairment.filter] : [],
  );
  return new Map(filters.map((filter) => [filter, matchesOf(filter)]));
}

class Translation {
  readonly #filter: string;

  constructor(filter: string) {
    this.#filter = filter;
  }

  /** The matches of a condition, or of its opposite. */
  matches(condition: Condition, isTrue: boolean): readonly Match[] {
    switch (condition.kind) {
      case 'not':
        return this.matches(condition.of, !isTrue);
      case 'and':
      case 'or': {
        const parts = condition.parts.map((part) => this.matches(part, isTrue));
        return (condition.kind === 'and') === isTrue ? this.#all(parts) : this.#any(parts);
      }
      case 'test':
        return this.#test(condition.of, isTrue);
      case 'compare':
        return this.#compare(condition, isTrue);
      case 'in':
        return this.#in(condition, isTrue);
      default:
        throw this.#refuse(condition, 'is not what the kernel can look at');
    }
  }

  #any(parts: readonly (readonly Match[])[]): readonly Match[] {
    return this.#bounded(parts.flat());
  }

  #all(parts: readonly (readonly Match[])[]): readonly Match[] {
    return parts.reduce<readonly Match[]>(
      (sum, part) => this.#bounded(sum.flatMap((left) => part.map((right) => `${left} ${right}`.trim()))),
      [''],
    );
  }

  #bounded(matches: readonly Match[]): readonly Match[] {
    if (matches.length > MAX_RULES) {
      throw refused(this.#filter, 'it', `needs more than ${MAX_RULES} rules`);
    }
    return matches;
  }

  #test(operand: Operand, isTrue: boolean): readonly Match[] {
    const name = this.#word(operand);
    const protocol = PROTOCOLS[name];
    if (protocol !== undefined) return [protocol[isTrue ? 0 : 1]];
    // A field alone asks whether it is there: these are in every segment or datagram.
    const layer = layerOf(name);
    if (layer !== undefined) return [PROTOCOLS[layer]![isTrue ? 0 : 1]];
    throw this.#refuse(operand, 'is not what the kernel can look at');
  }

  #compare(
    { operands, signs, quantifier, ...span }: Condition & { kind: 'compare' },
    isTrue: boolean,
  ): readonly Match[] {
    const [left, right] = operands;
    if (operands.length !== 2 || left === undefined || right === undefined || quantifier !== undefined) {
      throw this.#refuse(span, 'is a chain of comparisons');
    }
    return this.#relation(left, signs[0]!.sign, right, isTrue);
  }

  #in({ left, elements, ...span }: Condition & { kind: 'in' }, isTrue: boolean): readonly Match[] {
    const parts = elements.map(({ low, high }) => {
      if (high === undefined) return this.#relation(left, '==', low, isTrue);
      const bounds = [this.#relation(left, '>=', low, isTrue), this.#relation(left, '<=', high, isTrue)];
      return isTrue ? this.#all(bounds) : this.#any(bounds);
    });
    if (parts.length === 0) throw this.#refuse(span, 'is empty');
    return isTrue ? this.#any(parts) : this.#all(parts);
  }

  #relation(left: Operand, sign: CompareSign, right: Operand, isTrue: boolean): readonly Match[] {
    const name = this.#word(left);
    const operator = { '===': '==', '!==': '!=' }[sign as string] ?? sign;
    const either = EITHER[name];
    if (either !== undefined) {
      // `==` asks for one of the two, `!=` for both (Wireshark's all_ne).
      const isEqual = operator !== '!=';
      const parts = either.map((text) => this.#relation({ ...left, kind: 'word', text }, sign, right, true));
      const holds = isEqual ? this.#any(parts) : this.#all(parts);
      if (isTrue) return holds;
      const opposite = either.map((text) =>
        this.#relation({ ...left, kind: 'word', text }, OPPOSITE[operator] as CompareSign, right, true),
      );
      const without = PROTOCOLS[layerOf(name)!]![1];
      return [without, ...(isEqual ? this.#all(opposite) : this.#any(opposite))];
    }
    if (!isTrue) {
      // What does not have the field is not what was compared either.
      const layer = layerOf(name);
      if (layer === undefined) throw this.#refuse(left, 'is not what the kernel can look at');
      return [PROTOCOLS[layer]![1], ...this.#relation(left, OPPOSITE[operator] as CompareSign, right, true)];
    }
    const effective = operator;
    const flag = FLAGS[name];
    if (flag !== undefined) {
      const isSet = this.#boolean(right) === (effective === '==');
      return [`tcp flags & ${flag} ${isSet ? '!=' : '=='} 0`];
    }
    if (ADDRESSES[name] !== undefined) return [this.#address(name, effective, right)];
    const number = this.#number(right);
    if (name === 'tcp.len') return payload(effective, number);
    const field = NUMBERS[name];
    if (field === undefined) throw this.#refuse(left, 'is not what the kernel can look at');
    return [`${field} ${effective} ${number}`];
  }

  #address(name: string, operator: string, operand: Operand): Match {
    const text = this.#word(operand);
    const [address = '', bits] = text.split('/');
    const isKnown = name.startsWith('ip.') ? isIPv4(address) : isIPv6(address);
    const isPrefix = bits === undefined || /^\d{1,3}$/.test(bits);
    if (!isKnown || !isPrefix || (operator !== '==' && operator !== '!=')) {
      throw this.#refuse(operand, 'is not an address to compare with');
    }
    return `${ADDRESSES[name]} ${operator} ${text}`;
  }

  #boolean(operand: Operand): boolean {
    const text = this.#word(operand).toLowerCase();
    if (['1', 'true'].includes(text)) return true;
    if (['0', 'false'].includes(text)) return false;
    throw this.#refuse(operand, 'is neither 1 nor 0');
  }

  #number(operand: Operand): number {
    const text = this.#word(operand);
    const number = Number(text);
    if (!/^(\d+|0x[0-9a-f]+)$/i.test(text) || !Number.isSafeInteger(number) || number > 0xffff) {
      throw this.#refuse(operand, 'is not a number up to 65535');
    }
    return number;
  }

  #word(operand: Operand): string {
    if (operand.kind !== 'word') throw this.#refuse(operand, 'is not a field or a value');
    return operand.text;
  }

  #refuse({ from, to }: { readonly from: number; readonly to: number }, why: string): SceneError {
    return refused(this.#filter, `"${this.#filter.slice(from, to)}"`, why);
  }
}

/** The protocol that has a field; undefined for a field that the kernel does not look at. */
function layerOf(name: string): string | undefined {
  const isKnown =
    [NUMBERS, EITHER, ADDRESSES, FLAGS].some((table) => Object.hasOwn(table, name)) || name === 'tcp.len';
  return isKnown ? name.slice(0, name.indexOf('.')) : undefined;
}

/** Matches for the length of TCP's payload, which no header says: one for each length of TCP's own header and each family. */
function payload(operator: string, length: number): readonly Match[] {
  const matches: Match[] = [];
  for (let words = DATA_OFFSETS.from; words <= DATA_OFFSETS.to; words++) {
    const header = words * WORD;
    matches.push(
      `tcp doff ${words} ip length ${operator} ${IPV4_HEADER + header + length}`,
      `tcp doff ${words} ip6 length ${operator} ${header + length}`,
    );
  }
  return matches;
}
