/** The sample programs of the part tls-pair-server: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('tls-pair-server', { recordedCases: ['one'], isWaiting: true });
