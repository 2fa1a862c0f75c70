/** The sample programs of the part receiver. */
import { testSamples } from './samples.test.helper.ts';

testSamples('receiver', {
  recordedCases: ['alone', 'students'],
  isWaiting: true,
  decided: {
    'not-flushed.py': 'with unbuffered output, the program shows each message in time',
    'not-flushed.c': 'with unbuffered output, the program shows each message in time',
    'collects.py': 'the program itself keeps everything until the end',
  },
});
