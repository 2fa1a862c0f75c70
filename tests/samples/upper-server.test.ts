/** The sample programs of the part upper-server: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('upper-server', { recordedCases: ['turns'], isWaiting: true });
