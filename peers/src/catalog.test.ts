import { describe, expect, test } from 'vitest';
import { checkPeerOptions, isPeerName, parsePeerOptions, peerNames, peers } from './catalog.ts';
import { flagOf } from './common/option-table.ts';
import { PeerOptionError } from './common/peer-error.ts';

/** What a user reads about an option, as one text. */
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

describe('valid options', () => {
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

  test('from a command line: camel case or hyphens, all text, missing ones undefined', () => {
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

  test('complete options stay the same', () => {
    const options = parsePeerOptions('pmu', { messages: '2-17' });
    expect(parsePeerOptions('pmu', { ...options })).toEqual(options);
  });
});

test('invalid options: what the user reads', () => {
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
    pmu: invalid value for the option messages: -1.
    seen: -1
    expected: an integer from 0 to 10000, or a range such as 2-17
    Give --messages an integer from 0 to 10000, or a range such as 2-17, or leave it out for 2-20.

    PEER_OPTION_VALUE
    pmu: invalid value for the option messages: "17-2".
    seen: "17-2"
    expected: an integer from 0 to 10000, or a range such as 2-17
    Give --messages an integer from 0 to 10000, or a range such as 2-17, or leave it out for 2-20.

    PEER_OPTION_VALUE
    pmu: invalid value for the option messages: {"min":1,"max":2,"most":3}.
    seen: {"min":1,"max":2,"most":3}
    expected: an integer from 0 to 10000, or a range such as 2-17
    Give --messages an integer from 0 to 10000, or a range such as 2-17, or leave it out for 2-20.

    PEER_OPTION_VALUE
    pmu: invalid value for the option port: 70000.
    seen: 70000
    expected: an integer from 0 to 65535
    Give --port an integer from 0 to 65535, or leave it out for 5003.

    PEER_OPTION_VALUE
    pmu: invalid value for the option port: "50o3".
    seen: "50o3"
    expected: an integer from 0 to 65535
    Give --port an integer from 0 to 65535, or leave it out for 5003.

    PEER_OPTION_VALUE
    pmu: invalid value for the option firstNumber: 0.5.
    seen: 0.5
    expected: an integer from 0 to 1000000
    Give --first-number an integer from 0 to 1000000, or leave it out for 0.

    PEER_OPTION_VALUE
    pmu: invalid value for the option segmentation: "one_by_one".
    seen: "one_by_one"
    expected: one of natural, one-by-one, coalesced, cut, bytes
    Give --segmentation one of natural, one-by-one, coalesced, cut, bytes, or leave it out for "natural".

    PEER_OPTION_VALUE
    pmu: invalid value for the option flood.bytes: 0.
    seen: 0
    expected: an integer from 1 to 67108864
    Give --flood-bytes an integer from 1 to 67108864, or leave it out for 60000.

    PEER_OPTION_UNKNOWN
    pmu: unknown option flood.length.
    seen: flood.length
    expected: one of host, port, seed, messages, firstNumber, segmentation, pause, flood.bytes, flood.text, floodSegmentation, strict, quietTime, idleTimeout, stallTimeout, maxConnections
    Check the spelling. On the command line, options are written --host, --port, --seed and so on.

    PEER_OPTION_VALUE
    pmu: invalid value for the option strict: "yes".
    seen: "yes"
    expected: true or false
    Give --strict true or false, or leave it out for true.

    PEER_OPTION_VALUE
    pmu: invalid value for the option host: ["127.0.0.1"].
    seen: ["127.0.0.1"]
    expected: a string
    Give --host a string, or leave it out for "127.0.0.1".

    PEER_OPTION_VALUE
    pmu: invalid value for the option idleTimeout: null.
    seen: null
    expected: a number from 0.01 to 3600
    Give --idle-timeout a number from 0.01 to 3600, or leave it out for 30.

    PEER_OPTION_TWICE
    pmu: the option flood.bytes is given twice.
    seen: floodBytes in addition to another spelling
    expected: flood.bytes once
    Remove one of the two.

    PEER_OPTION_CONFLICT
    pmu: the flood is too long to be sent byte by byte.
    seen: flood.bytes 60000 with floodSegmentation "bytes"
    expected: flood.bytes up to 4096
    Make the flood shorter, or use floodSegmentation "cut"."
  `);
});

test('an unknown peer', () => {
  expect(isPeerName('pmu')).toBe(true);
  expect(isPeerName('toString')).toBe(false);
  expect(complaint('pmx', {})).toMatchInlineSnapshot(`
    "PEER_UNKNOWN
    There is no peer named pmx.
    seen: pmx
    expected: one of chat, echo, page, hello, pmu, pmu-udp, tv, tv-answerer, tv-recorder, pmu-tls, pmu-websocket, tls, page-tls
    Check the spelling."
  `);
});

test('every option of every peer has a description, its own flag, and a default that is valid', () => {
  for (const [name, peer] of Object.entries(peers)) {
    expect(new Set(peer.options.map(flagOf)).size).toBe(peer.options.length);
    for (const option of peer.options) {
      expect(option.description).toMatch(/\.$/);
      expect(complaint(name, { [option.name]: option.default })).toBe('no complaint');
    }
  }
});

describe('checkPeerOptions', () => {
  test('reports every problem at once, with the option, the value and the choices', () => {
    const problems = checkPeerOptions('pmu', {
      color: 'red',
      port: 'x',
      segmentation: 'cuts',
      flood: { bytes: 0 },
    });
    expect(problems.map(({ code, option, value }) => [code, option, value])).toEqual([
      ['PEER_OPTION_UNKNOWN', 'color', 'red'],
      ['PEER_OPTION_VALUE', 'port', 'x'],
      ['PEER_OPTION_VALUE', 'segmentation', 'cuts'],
      ['PEER_OPTION_VALUE', 'flood.bytes', 0],
    ]);
    expect(problems[0]!.choices).toContain('seed');
    expect(problems[1]!.expected).toBe('an integer from 0 to 65535');
    expect(problems[2]!.choices).toContain('cut');
  });

  test('checks options together only once each of them is valid', () => {
    expect(checkPeerOptions('pmu', { floodSegmentation: 'bytes' })).toMatchObject([
      { code: 'PEER_OPTION_CONFLICT', option: 'flood.bytes', value: 60_000 },
    ]);
    expect(checkPeerOptions('tv', { group: '10.0.0.1', id: 'x' }).map(({ option }) => option)).toEqual([
      'group',
      'id',
    ]);
  });

  test('accepts what parsePeerOptions accepts', () => {
    for (const name of peerNames) {
      expect(checkPeerOptions(name, parsePeerOptions(name, {}))).toEqual([]);
      expect(checkPeerOptions(name, undefined)).toEqual([]);
    }
  });

  test('never throws, whatever a file held', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    circle['flood'] = circle;
    for (const options of [
      null,
      7,
      'text',
      [],
      [{}],
      circle,
      { port: 10n },
      { flood: [] },
      { flood: null },
    ]) {
      expect(Array.isArray(checkPeerOptions('pmu', options))).toBe(true);
    }
    expect(checkPeerOptions('pmu', circle).map(({ option }) => option)).toContain('self');
    expect(checkPeerOptions('pmx', {})).toMatchObject([{ code: 'PEER_UNKNOWN', choices: peerNames }]);
    expect(checkPeerOptions('pmu', [])).toMatchObject([{ code: 'PEER_OPTION_VALUE' }]);
  });
});
