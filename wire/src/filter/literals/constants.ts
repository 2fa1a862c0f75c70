/** From a literal to a value of the type on the other side. */
import { utf8 } from '../../basics/bytes.ts';
import { Refusal } from '../filter-error.ts';
import type { Span } from '../filter-error.ts';
import type { OperandType } from '../field-table.ts';
import { KIND_NAMES, limitsOf, narrow } from '../kinds.ts';
import type { Scalar } from '../kinds.ts';
import { octetsOf, plainText } from '../syntax/strings.ts';
import { bytesOf, ip4Of, ip6Of, oidOf } from './bytes.ts';
import { durationOf, floatOf, integerOf } from './numbers.ts';
import { timeOf, timeOrEpochOf } from './times.ts';
import { didYouMean } from '../../basics/nearest.ts';
import type { FilterVersion } from '../version.ts';

/** A literal as written: a bare word, a string in quotes or a character constant. */
export interface Literal extends Span {
  readonly kind: 'word' | 'string' | 'char';
  /** With its quotes. */
  readonly text: string;
  /** Without quotes and escapes. */
  readonly value: string;
}

/** A value, and how many of its bits count if not all do. */
export interface Constant {
  readonly value: Scalar;
  readonly bits?: number;
}

/**
 * The value of a literal for an operand of a type.
 * @throws {Refusal} when the literal has no such value
 */
export function constantOf(literal: Literal, type: OperandType, version: FilterVersion): Constant {
  switch (type.kind) {
    case 'int':
      return { value: integerValue(literal, type) };
    case 'bool':
      return { value: booleanValue(literal, type, version) };
    case 'float':
      return { value: found(literal, word(literal, floatOf), 'a valid number') };
    case 'dur':
      return { value: narrow(found(literal, word(literal, durationOf), 'a valid time')) };
    case 'time':
      return { value: narrow(timeValue(literal, version)) };
    case 'str':
      return { value: literal.kind === 'word' ? literal.value : plainText(literal.value) };
    case 'mac':
      return { value: macValue(literal) };
    case 'oid':
      return {
        value: found(literal, oidOf(literal.value) ?? bytesOf(literal.value), 'a valid object identifier'),
      };
    case 'ip4':
      return networkValue(literal, type, 32, ip4Of);
    case 'ip6':
      return networkValue(literal, type, 128, ip6Of);
    case 'label':
      throw new Refusal(`"${literal.text}" cannot be compared with a label, which has no value.`, literal);
    default:
      return { value: octetsValue(literal) };
  }
}

function found<T>(literal: Literal, value: T | undefined, what: string, suggestion?: string): T {
  if (value === undefined) throw new Refusal(`"${literal.value}" is not ${what}.`, literal, suggestion);
  return value;
}

function word<T>(literal: Literal, read: (text: string) => T | undefined): T | undefined {
  return literal.kind === 'word' ? read(literal.value) : undefined;
}

function fromString(literal: Literal, type: OperandType, suggestion?: string): never {
  const name = KIND_NAMES[type.kind];
  const message = `${name[0]!.toUpperCase()}${name.slice(1)} cannot be converted from a string ("${literal.value}").`;
  throw new Refusal(message, literal, suggestion);
}

function integerValue(literal: Literal, type: OperandType): number | bigint {
  if (literal.kind === 'char') return literal.value.charCodeAt(0) & 0xff;
  const value = word(literal, integerOf);
  if (value === undefined) return namedValue(literal, type);
  const [low, high] = limitsOf(type.field?.type ?? 'str');
  if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) {
    throw new Refusal(`"${literal.text}" causes an integer overflow.`, literal);
  }
  if (value > high) throw new Refusal(`"${literal.text}" too big for this field, maximum ${high}.`, literal);
  if (value < low) throw new Refusal(`"${literal.text}" too small for this field, minimum ${low}.`, literal);
  return narrow(value);
}

function namedValue(literal: Literal, type: OperandType): number {
  const names = type.field?.names;
  if (!names) {
    if (literal.kind === 'string') {
      const isNumber = integerOf(literal.value) !== undefined;
      fromString(literal, type, isNumber ? `Write the number without quotes: ${literal.value}.` : undefined);
    }
    throw new Refusal(`"${literal.text}" is not a valid number.`, literal);
  }
  const wanted = plainText(literal.value).toLowerCase();
  for (const [number, name] of names) if (name.toLowerCase() === wanted) return number;
  const message = `"${literal.value}" cannot be found among the possible values for ${type.field?.name}.`;
  throw new Refusal(message, literal, didYouMean(literal.value, names.values()));
}

function booleanValue(literal: Literal, type: OperandType, version: FilterVersion): number {
  const value = word(literal, integerOf);
  if (value !== undefined) {
    if (value < 0n) throw new Refusal('A Boolean cannot be negative.', literal);
    return value === 0n ? 0 : 1;
  }
  const isWord = literal.kind === 'word';
  const text = isWord && version !== '4.0' ? literal.value.toLowerCase() : literal.value;
  if (isWord && /^(True|TRUE)$|^true$/.test(text) && (version !== '4.0' || text !== 'true')) return 1;
  if (isWord && /^(False|FALSE)$|^false$/.test(text) && (version !== '4.0' || text !== 'false')) return 0;
  if (type.field?.names) return namedValue(literal, type);
  const named = text.toLowerCase();
  if (named === 'set') return 1;
  if (named === 'not set') return 0;
  const message = `"${literal.value}" cannot be found among the possible values for ${type.field?.name ?? 'a Boolean'}.`;
  throw new Refusal(message, literal, 'Compare a Boolean with 1, 0, True or False.');
}

function timeValue(literal: Literal, version: FilterVersion): bigint {
  const read = version === '4.0' ? timeOf : timeOrEpochOf;
  return found(
    literal,
    read(literal.value),
    'a valid absolute time',
    'Write it like "2011-07-04 12:34:56" or "Nov 12, 1999 08:55:44.123".',
  );
}

function macValue(literal: Literal): Uint8Array {
  if (literal.kind === 'string') {
    fromString(
      literal,
      { kind: 'mac' },
      bytesOf(literal.value) && `Write it without quotes: ${literal.value}.`,
    );
  }
  const bytes = found(literal, word(literal, bytesOf), 'a valid Ethernet address');
  if (bytes.length === 6) return bytes;
  const amount = bytes.length < 6 ? 'few' : 'many';
  const message = `"${literal.text}" contains too ${amount} bytes to be a valid Ethernet address.`;
  throw new Refusal(
    message,
    literal,
    'To compare part of an address, use a slice: eth.addr[0:3] == 00:50:56.',
  );
}

function networkValue(
  literal: Literal,
  type: OperandType,
  width: number,
  read: (text: string) => number | Uint8Array | undefined,
): Constant {
  const name = KIND_NAMES[type.kind];
  const [address, prefix] = literal.value.split('/');
  const value = read(address ?? '');
  if (literal.kind === 'string') {
    fromString(literal, type, value === undefined ? undefined : `Write it without quotes: ${literal.value}.`);
  }
  if (literal.kind === 'char' || value === undefined) {
    throw new Refusal(`"${literal.text}" is not a valid hostname or ${name}.`, literal);
  }
  if (prefix === undefined) return { value };
  const bits = Number(prefix);
  if (bits > width) {
    throw new Refusal(`Prefix in a CIDR ${name} should be <= ${width}, not ${prefix}.`, literal);
  }
  return { value, bits };
}

function octetsValue(literal: Literal): Uint8Array {
  if (literal.kind === 'string') return octetsOf(literal.value);
  if (literal.kind === 'char') {
    const code = literal.value.charCodeAt(0);
    return code < 0x80 || code >= 0xdc80 ? Uint8Array.of(code & 0xff) : utf8(literal.value);
  }
  return found(
    literal,
    bytesOf(literal.value),
    'a valid byte string',
    `Write text in double quotes: "${literal.value}".`,
  );
}
