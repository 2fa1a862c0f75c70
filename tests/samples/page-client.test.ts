/** The sample programs of the part page-client: see samples.test.helper.ts. */
import { testSamples } from './samples.test.helper.ts';

testSamples('page-client', { recordedCases: ['open'], isWaiting: true });
