/** HTTP requests, responses and bodies, however the segments fall. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { concat, utf8 } from '../../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../../files/pcapng-writer.ts';
import { compileFilter } from '../../filter/filter.ts';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';
import { allValues, cuts, talk, valuesOf } from '../../testing/talk.test.helper.ts';
import type { Said } from '../../testing/talk.test.helper.ts';

const GET = 'GET /a?b HTTP/1.1\r\nHost: lab.test\r\nCookie: a=1; b=2\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n\r\nhello';

test('a request and its response are found wherever the response is cut', () => {
  for (const parts of cuts(utf8(ANSWER))) {
    const capture = talk([['client', GET], ...parts.map((part): Said => ['server', part])], 80);
    const last = 3 + parts.length;
    expect(capture.packet(3)).toMatchObject({ protocol: 'HTTP', info: 'GET /a?b HTTP/1.1 ' });
    expect(capture.packet(last)).toMatchObject({ protocol: 'HTTP', info: 'HTTP/1.1 200 OK  (text/plain)' });
    expect(valuesOf(capture, 3, 'http.response_in')).toEqual([last + 1]);
    expect(valuesOf(capture, last, 'http.request_in')).toEqual([4]);
    expect(valuesOf(capture, last, 'http.file_data')).toEqual(['hello']);
    expect(valuesOf(capture, last, 'http.content_length')).toEqual([5n]);
    expect(valuesOf(capture, last, 'tcp.segment')).toEqual(parts.length > 1 ? [5, 6] : []);
  }
});

test('the fields of a request, each with its byte range', () => {
  const capture = talk([['client', GET]], 80);
  expect(valuesOf(capture, 3, 'http.request.method')).toEqual(['GET']);
  expect(valuesOf(capture, 3, 'http.request.uri')).toEqual(['/a?b']);
  expect(valuesOf(capture, 3, 'http.request.version')).toEqual(['HTTP/1.1']);
  expect(valuesOf(capture, 3, 'http.request.full_uri')).toEqual(['http://lab.test/a?b']);
  expect(valuesOf(capture, 3, 'http.cookie_pair')).toEqual(['a=1', 'b=2']);
  const layer = capture.dissect(3).layers.at(-1)!;
  const host = layer.children.find((item) => item.field.name === 'http.host')!;
  expect([host.offset, host.length, host.value]).toEqual([54 + 19, 16, 'lab.test']);
});

test('chunked bodies, wherever they are cut', () => {
  const answer =
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n';
  for (const parts of cuts(utf8(answer))) {
    const capture = talk(
      [['client', GET], ...parts.map((part): Said => ['server', part]), ['client', GET], ['server', ANSWER]],
      80,
    );
    const last = 3 + parts.length;
    expect(valuesOf(capture, last, 'http.file_data')).toEqual(['abcde']);
    expect(valuesOf(capture, last, 'http.chunk_size')).toEqual([3, 2, 0]);
    expect(allValues(capture, 'http.response.code')).toEqual([200, 200]);
    expect(valuesOf(capture, last + 2, 'http.request_in')).toEqual([last + 2]);
  }
});

test('responses to HEAD, interim responses and those without content have no body', () => {
  const capture = talk(
    [
      ['client', 'HEAD / HTTP/1.1\r\n\r\n'],
      ['server', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'],
      ['client', 'PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi'],
      [
        'server',
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n',
      ],
    ],
    80,
  );
  expect(allValues(capture, 'http.response.code')).toEqual([200, 100, 204, 304]);
  expect(valuesOf(capture, 5, 'http.response_in')).toEqual([7]);
});

test('a body without a length ends with the FIN, and is shown there', () => {
  const capture = talk(
    [
      ['client', GET],
      ['server', 'HTTP/1.0 200 OK\r\n\r\nto the'],
      ['server', ' end'],
    ],
    80,
  );
  expect(capture.packet(6).info).toBe('HTTP/1.0 200 OK ');
  expect(valuesOf(capture, 6, 'http.file_data')).toEqual(['to the end']);
});

test('on other ports, HTTP is recognized by its first line', () => {
  expect(talk([['client', GET]], 5000).packet(3).protocol).toBe('HTTP');
  expect(talk([['client', 'GET is a word\r\n']], 5000).packet(3).protocol).toBe('TCP');
});

test('pipelined requests are answered in order', () => {
  const capture = talk(
    [
      ['client', GET + GET],
      ['server', ANSWER],
      ['server', ANSWER],
    ],
    8080,
  );
  expect(valuesOf(capture, 3, 'http.response_in')).toEqual([5, 6]);
  expect(allValues(capture, 'http.request_in')).toEqual([4, 4]);
});

test('bytes that are not a message are a continuation after HTTP was seen', () => {
  expect(talk([['server', 'no message']], 80).packet(3)).toMatchObject({ protocol: 'TCP' });
  const after = talk(
    [
      ['client', GET],
      ['server', ANSWER],
      ['server', 'no message'],
    ],
    80,
  );
  expect(after.packet(5)).toMatchObject({ protocol: 'HTTP', info: 'Continuation' });
});

test('a body with another size than its chunks does no harm', () => {
  const capture = talk(
    [
      ['server', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\nx'],
      ['server', 'y'],
    ],
    80,
  );
  expect(valuesOf(capture, 3, 'http.response.code')).toEqual([200]);
  expect(capture.packet(4).info).toBe('Continuation');
});

test('filters find the fields of HTTP in datagrams of SSDP', () => {
  const head = 'M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n\r\n';
  const length = (28 + head.length).toString(16).padStart(4, '0');
  const headers = `4500 ${length} 0000 0000 0111 0000 0a000001 effffffa 9c40 076c 0000 0000`;
  const record = enhancedPacket({ seconds: 1, nanos: 0, data: concat([hexBytes(headers), utf8(head)]) });
  const capture = openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), record]));
  const { filter } = compileFilter('http.request.method == "M-SEARCH"');
  expect([...filter!.rows(capture)]).toEqual([0]);
});
