/** The sample clients of packetization. */
import { testSamples } from './samples.test.helper.ts';

/** What a second run with unbuffered output decides. */
const DECIDED: Readonly<Record<string, string>> = {
  'output-not-flushed.c': 'the language buffers the output',
  'output-not-flushed.py': 'the language buffers the output',
  'shows-all-at-end.mjs': 'the program itself keeps everything until the end',
  'shows-all-at-end.py': 'the program itself keeps everything until the end',
};

testSamples('packetization', {
  recordedCases: ['two', 'seventeen', 'seconds', 'nobody'],
  decided: DECIDED,
});
