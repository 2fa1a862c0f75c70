/** The sample programs of the part echo-client: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('echo-client', { recordedCases: ['sentence'], isWaiting: true });
