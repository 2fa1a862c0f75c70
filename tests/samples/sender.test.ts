/** The sample programs of the part sender. */
import { testSamples } from './samples.test.helper.ts';

testSamples('sender', { recordedCases: ['lines', 'long-talk'] });
