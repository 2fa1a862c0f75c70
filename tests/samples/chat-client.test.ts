/** The sample programs of the part chat-client. */
import { testSamples } from './samples.test.helper.ts';

testSamples('chat-client', { recordedCases: ['turns', 'pieces'], isWaiting: true });
