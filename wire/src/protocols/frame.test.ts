/** The frame's own fields; the conformance tests compare them with tshark's. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { conversation } from '../testing/conversation.test.helper.ts';

test('the frame of a packet', () => {
  const capture = openCapture(
    conversation([
      { from: 'client', flags: 'S', seq: 0, at: 0 },
      { from: 'server', flags: 'SA', seq: 0, ack: 1, at: 0.25 },
    ]),
  );
  const { frame, layers } = capture.dissect(1);
  expect(layers[0]!.field.name).toBe('eth');
  expect(Object.fromEntries(frame.children.map(({ field, value }) => [field.name, value]))).toEqual({
    'frame.interface_id': 0,
    'frame.encap_type': 1,
    'frame.time': { seconds: 1_800_000_000, nanos: 250_000_000 },
    'frame.time_epoch': 1_800_000_000.25,
    'frame.time_delta': 0.25,
    'frame.time_delta_displayed': 0.25,
    'frame.time_relative': 0.25,
    'frame.number': 2,
    'frame.len': 54,
    'frame.cap_len': 54,
    'frame.marked': false,
    'frame.protocols': 'eth:ethertype:ip:tcp',
  });
});
