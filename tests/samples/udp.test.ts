/** The sample clients of the part udp. */
import { testSamples } from './samples.test.helper.ts';

testSamples('udp', { recordedCases: ['ipv4', 'changes', 'ipv4-name', 'never'], isWaiting: true });
