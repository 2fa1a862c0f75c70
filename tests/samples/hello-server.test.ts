/** The sample programs of the part hello-server: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('hello-server', { recordedCases: ['older'], isWaiting: true });
