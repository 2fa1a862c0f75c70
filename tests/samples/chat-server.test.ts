/** The sample programs of the part chat-server. */
import { testSamples } from './samples.test.helper.ts';

testSamples('chat-server', { recordedCases: ['turns', 'pieces'], isWaiting: true });
