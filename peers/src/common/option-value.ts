/** One value of an option: checked, and converted from the text of a command line. */
import type { NumberOrRange, Option } from './option-table.ts';

/** The converted value, or undefined if it is not valid for the option. */
export function convertValue(option: Option, value: unknown): unknown {
  switch (option.type) {
    case 'text':
      // YAML reads a seed such as 7 as a number.
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return option.choices.find((choice) => choice === value);
    case 'number':
    case 'integer':
      return toNumber(value, option.type === 'integer', option);
    case 'range':
      return toRange(value, option);
  }
}

/** The limits of a number, both included. */
interface Limits {
  readonly min: number;
  readonly max: number;
}

/** A number within limits, from a number or from its decimal text. */
function toNumber(value: unknown, whole: boolean, limits: Limits): number | undefined {
  // Number() alone would accept "", " 7 " and "0x10" as well.
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  if (whole && !Number.isInteger(number)) return undefined;
  return number >= limits.min && number <= limits.max ? number : undefined;
}

/** An integer, `{min, max}`, or the text `2-17`. */
function toRange(value: unknown, limits: Limits): NumberOrRange | undefined {
  const text = typeof value === 'string' ? /^(\d+)-(\d+)$/.exec(value) : undefined;
  const ends = text ? { min: text[1], max: text[2] } : value;
  if (!isRecord(ends)) return toNumber(ends, true, limits);
  if (Object.keys(ends).some((key) => key !== 'min' && key !== 'max')) return undefined;
  const min = toNumber(ends['min'], true, limits);
  const max = toNumber(ends['max'], true, limits);
  return min !== undefined && max !== undefined && min <= max ? { min, max } : undefined;
}

/** What an option accepts, in words. */
export function expectation(option: Option): string {
  switch (option.type) {
    case 'text':
      return 'a string';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${option.choices.join(', ')}`;
    case 'range':
      return `an integer from ${option.min} to ${option.max}, or a range such as 2-17`;
    case 'integer':
      return `an integer from ${option.min} to ${option.max}`;
    case 'number':
      return `a number from ${option.min} to ${option.max}`;
  }
}

/** Whether a value is an object with named properties. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
