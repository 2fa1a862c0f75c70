/** Runs in a Web Worker, bundled into one file: indexes a capture repeatedly and reports to the server. */
import { compileFilter, openCapture } from '@wireside/wire';
import type { Measured } from './measured.ts';

const TURNS = 7;
const FILTER = 'tcp.len > 0 && tcp.srcport == 443';

const bytes = new Uint8Array(await (await fetch('/capture.pcap')).arrayBuffer());
const index: Measured = { packets: 0, wall: [], user: [] };
const filter: Measured = { packets: 0, wall: [], user: [] };
for (let turn = 0; turn < TURNS; turn++) {
  let since = performance.now();
  const capture = openCapture(bytes);
  index.wall.push(performance.now() - since);
  index.packets = capture.count;
  since = performance.now();
  filter.packets = compileFilter(FILTER).filter!.rows(capture).length;
  filter.wall.push(performance.now() - since);
}
await fetch('/result', { method: 'POST', body: JSON.stringify({ index, filter }) });
