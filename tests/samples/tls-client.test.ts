/** The sample programs of the part tls-client: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('tls-client', { recordedCases: ['cut', 'foreign'], isWaiting: true });
