/** Fields that records of several kinds have: their number, their time, their actor, their endpoints. */
import { splitEndpoint } from '../../endpoint.ts';
import { shownBytes } from '../../escapes.ts';
import type { Model } from '../../model.ts';
import type { OwnField } from '../kind.ts';
import { own } from '../kind.ts';

/** Bytes of a record's data that queries see; records keep fewer. */
const MAX_DATA = 65_536;

/** A time of a run as people see it, in seconds. @param at µs since the epoch */
export function sinceStart(at: number | undefined, model: Model): number | undefined {
  return at === undefined ? undefined : (at - model.start) / 1e6;
}

/** The number of a record and its time. */
export function numberAndTime<R extends { readonly n: number; readonly at: number }>(
  prefix: string,
  what: string,
): OwnField<R>[] {
  return [
    own(`${prefix}.n`, 'u32', `Number of the ${what} in the run, from 1`, `${prefix}.n <= 10`, ({ n }) => n),
    own(
      `${prefix}.at`,
      'dur',
      'Time in seconds since the first call of a program',
      `${prefix}.at > 0.5`,
      ({ at }, model) => sinceStart(at, model),
    ),
  ];
}

/** An endpoint as a whole, and its address and its port. */
export function endpoint<R>(
  name: string,
  title: string,
  get: (record: R) => string | undefined,
): OwnField<R>[] {
  const part = (record: R): { address: string; port: number } | undefined => {
    const text = get(record);
    return text === undefined ? undefined : splitEndpoint(text);
  };
  return [
    own(name, 'str', `${title}, as address:port`, `${name} == "10.0.0.1:5003"`, get),
    own(
      `${name}.address`,
      'str',
      `${title}: its address`,
      `${name}.address == $address`,
      (record) => part(record)?.address,
    ),
    own(`${name}.port`, 'u16', `${title}: its port`, `${name}.port == $port`, (record) => {
      const port = part(record)?.port;
      return port === undefined || !(port >= 0) ? undefined : port;
    }),
  ];
}

/** The bytes that a record shows with escapes. */
export function dataBytes(data: string | undefined): Uint8Array | undefined {
  if (data === undefined) return undefined;
  const text = shownBytes(data, MAX_DATA);
  // Characters above 255 are those of a text in UTF-8; the others stand for bytes.
  return [...text].every((character) => character.charCodeAt(0) < 256)
    ? Uint8Array.from(text, (character) => character.charCodeAt(0))
    : new TextEncoder().encode(text);
}
