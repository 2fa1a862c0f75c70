/** The sample programs of the part echo-server: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('echo-server', { recordedCases: ['sentence'], isWaiting: true });
