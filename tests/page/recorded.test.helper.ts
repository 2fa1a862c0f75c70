/** Folders of recorded runs, with their verdicts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERDICT_VERSION } from '@wireside/judge';
import { judgeFixture } from '@wireside/judge/testing';

/** Writes a recorded run as a folder: `packetization/incorrect/crashed.py.seventeen`. Returns the folder. */
export function writeRun(folder: string, fixture: string): string {
  const { fixture: recorded, verdict } = judgeFixture(fixture);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(recorded.files)) {
    writeFileSync(join(folder, name), Buffer.from(text, name.endsWith('.pcapng') ? 'base64' : 'utf8'));
  }
  // Fixtures leave out what no judge reads.
  if (recorded.files['sockets.ndjson'] === undefined) writeFileSync(join(folder, 'sockets.ndjson'), '');
  const kept = { version: VERDICT_VERSION, part: recorded.part, edition: 'wireside', ...verdict };
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(kept));
  return folder;
}
