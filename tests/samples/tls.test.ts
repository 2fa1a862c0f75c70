/** The sample programs of the part tls. */
import { testSamples } from './samples.test.helper.ts';

testSamples('tls', { recordedCases: ['one', 'leaves', 'plain'], isWaiting: true });
