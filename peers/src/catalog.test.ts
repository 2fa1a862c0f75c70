import { describe, expect, test } from 'vitest';
import { isPeerName, parsePeerOptions, peers } from './catalog.ts';
import { flagOf } from './common/option.ts';
import { PeerOptionError } from './common/peer-error.ts';

/** What a user is told about an option, as one text. */
function complaint(name: string, record: Record<string, unknown>): string {
  try {
    parsePeerOptions(name, record);
  } catch (error) {
    if (!(error instanceof PeerOptionError)) throw error;
    const { code, message, observed, expected, hint } = error;
    return [code, message, `seen: ${observed}`, `expected: ${expected}`, hint].join('\n');
  }
  return 'no complaint';
}

describe('options that are right', () => {
  test('nothing given: the defaults of the table', () => {
    expect(parsePeerOptions('pmu', {})).toMatchInlineSnapshot(`
      {
        "firstNumber": 0,
        "flood": {
          "bytes": 60000,
          "text": "ascii",
        },
        "floodSegmentation": "natural",
        "host": "127.0.0.1",
        "idleTimeout": 30,
        "maxConnections": 64,
        "messages": {
          "max": 20,
          "min": 2,
        },
        "pause": 0,
        "port": 5003,
        "quietTime": 20,
        "seed": "wireside",
        "segmentation": "natural",
        "stallTimeout": 60,
        "strict": true,
      }
    `);
  });

  test('from a case file: nested, with numbers', () => {
    const record = { messages: { min: 3, max: 5 }, flood: { bytes: 100, text: 'utf8' }, seed: 7 };
    expect(parsePeerOptions('pmu', record)).toMatchObject({ ...record, seed: '7' });
  });

  test('from a command line: camel case or hyphens, all text, absent ones undefined', () => {
    const record = {
      port: '0',
      messages: '2-17',
      floodBytes: '100',
      'first-number': '1',
      strict: 'false',
      host: undefined,
    };
    expect(parsePeerOptions('pmu', record)).toMatchObject({
      port: 0,
      messages: { min: 2, max: 17 },
      flood: { bytes: 100, text: 'ascii' },
      firstNumber: 1,
      strict: false,
      host: '127.0.0.1',
    });
  });

  test('complete options stay what they are', () => {
    const options = parsePeerOptions('pmu', { messages: '2-17' });
    expect(parsePeerOptions('pmu', { ...options })).toEqual(options);
  });
});

test('options that are wrong: what the user reads', () => {
  const records: Record<string, unknown>[] = [
    { messages: -1 },
    { messages: '17-2' },
    { messages: { min: 1, max: 2, most: 3 } },
    { port: 70000 },
    { port: '50o3' },
    { firstNumber: 0.5 },
    { segmentation: 'one_by_one' },
    { flood: { bytes: 0 } },
    { flood: { length: 5 } },
    { strict: 'yes' },
    { host: ['127.0.0.1'] },
    { idleTimeout: Number.NaN },
    { 'flood-bytes': 5, floodBytes: 6 },
    { floodSegmentation: 'bytes' },
  ];
  expect(records.map((record) => complaint('pmu', record)).join('\n\n')).toMatchInlineSnapshot(`
    "PEER_OPTION_VALUE
    pmu: the option messages cannot be -1.
    seen: -1
    expected: an integer from 0 to 10000, or two of them such as 2-17
    Leave it out for {"min":2,"max":20}, or write --messages with an integer from 0 to 10000, or two of them such as 2-17.

    PEER_OPTION_VALUE
    pmu: the option messages cannot be "17-2".
    seen: "17-2"
    expected: an integer from 0 to 10000, or two of them such as 2-17
    Leave it out for {"min":2,"max":20}, or write --messages with an integer from 0 to 10000, or two of them such as 2-17.

    PEER_OPTION_VALUE
    pmu: the option messages cannot be {"min":1,"max":2,"most":3}.
    seen: {"min":1,"max":2,"most":3}
    expected: an integer from 0 to 10000, or two of them such as 2-17
    Leave it out for {"min":2,"max":20}, or write --messages with an integer from 0 to 10000, or two of them such as 2-17.

    PEER_OPTION_VALUE
    pmu: the option port cannot be 70000.
    seen: 70000
    expected: an integer from 0 to 65535
    Leave it out for 5003, or write --port with an integer from 0 to 65535.

    PEER_OPTION_VALUE
    pmu: the option port cannot be "50o3".
    seen: "50o3"
    expected: an integer from 0 to 65535
    Leave it out for 5003, or write --port with an integer from 0 to 65535.

    PEER_OPTION_VALUE
    pmu: the option firstNumber cannot be 0.5.
    seen: 0.5
    expected: an integer from 0 to 1000000
    Leave it out for 0, or write --first-number with an integer from 0 to 1000000.

    PEER_OPTION_VALUE
    pmu: the option segmentation cannot be "one_by_one".
    seen: "one_by_one"
    expected: one of natural, one-by-one, coalesced, cut, bytes
    Leave it out for "natural", or write --segmentation with one of natural, one-by-one, coalesced, cut, bytes.

    PEER_OPTION_VALUE
    pmu: the option flood.bytes cannot be 0.
    seen: 0
    expected: an integer from 1 to 67108864
    Leave it out for 60000, or write --flood-bytes with an integer from 1 to 67108864.

    PEER_OPTION_UNKNOWN
    pmu: there is no option flood.length.
    seen: flood.length
    expected: one of host, port, seed, messages, firstNumber, segmentation, pause, flood.bytes, flood.text, floodSegmentation, strict, quietTime, idleTimeout, stallTimeout, maxConnections
    The command line writes them with hyphens: --host, --port, --seed and so on.

    PEER_OPTION_VALUE
    pmu: the option strict cannot be "yes".
    seen: "yes"
    expected: true or false
    Leave it out for true, or write --strict with true or false.

    PEER_OPTION_VALUE
    pmu: the option host cannot be ["127.0.0.1"].
    seen: ["127.0.0.1"]
    expected: a text
    Leave it out for "127.0.0.1", or write --host with a text.

    PEER_OPTION_VALUE
    pmu: the option idleTimeout cannot be null.
    seen: null
    expected: a number from 0.01 to 3600
    Leave it out for 30, or write --idle-timeout with a number from 0.01 to 3600.

    PEER_OPTION_TWICE
    pmu: the option flood.bytes is given twice.
    seen: floodBytes
    expected: flood.bytes
    Keep one of the two.

    PEER_OPTION_CONFLICT
    pmu: the flood is too long to be sent byte by byte.
    seen: flood.bytes 60000 with floodSegmentation "bytes"
    expected: flood.bytes up to 4096
    Make the flood shorter, or use floodSegmentation "cut"."
  `);
});

test('a peer that is not there', () => {
  expect(isPeerName('pmu')).toBe(true);
  expect(isPeerName('toString')).toBe(false);
  expect(complaint('pmx', {})).toMatchInlineSnapshot(`
    "PEER_UNKNOWN
    There is no peer pmx.
    seen: pmx
    expected: one of chat, echo, page, hello, pmu, pmu-udp, tv, tv-answerer, tv-recorder, pmu-tls, pmu-websocket, tls, page-tls
    Choose one of these."
  `);
});

test('every option of every peer has a description, a flag of its own and a default that it accepts itself', () => {
  for (const [name, peer] of Object.entries(peers)) {
    expect(new Set(peer.options.map(flagOf)).size).toBe(peer.options.length);
    for (const option of peer.options) {
      expect(option.description).toMatch(/\.$/);
      expect(complaint(name, { [option.name]: option.default })).toBe('no complaint');
    }
  }
});
