/** The sample programs of the part hello-client: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('hello-client', { recordedCases: ['hello'], isWaiting: true });
