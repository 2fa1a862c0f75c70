/** The sample programs of the part tls-pair-client: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('tls-pair-client', { recordedCases: ['older', 'other'], isWaiting: true });
