/** The sample programs of the part websocket. */
import { testSamples } from './samples.test.helper.ts';

testSamples('websocket', {
  recordedCases: ['three', 'ping', 'flood-fragments'],
  isWaiting: true,
  library: { imported: 'import websockets', file: '/usr/lib/python3/dist-packages/websockets/__init__.py' },
});
