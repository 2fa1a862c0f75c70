/** The marks of TCP analysis compared with Wireshark 4.4.5 under the 4.4 rules, over third-party captures. */
import { test } from 'vitest';
import { openCapture } from '../open.ts';
import { MARK, MARK_NAMES, markNames } from '../tcp-analysis/marks.ts';
import {
  captureBytes,
  captureNames,
  captureText,
  hasCaptures,
  oracle,
} from '../testing/captures.test.helper.ts';
import { expectDifferences } from './differences.test.helper.ts';
import type { Difference } from './differences.test.helper.ts';
import { isPlainTcp } from './scope.test.helper.ts';

const COLUMNS = [...MARK_NAMES.map(([, name]) => name), 'partial_ack'].map(
  (name) => `4.4 tcp.analysis.${name}`,
);

test.skipIf(!hasCaptures)('the 4.4 rules set the marks of Wireshark 4.4.5', { timeout: 120_000 }, () => {
  const encapsulations = oracle();
  const names = new Set(captureNames());
  const found: Difference[] = [];
  let asked = 0;
  for (const line of captureText('tcp-analysis-4.4.5.jsonl').split('\n')) {
    if (line === '') continue;
    const { f: name, flags } = JSON.parse(line) as { f: string; flags: Record<string, number[]> };
    if (!names.has(name)) continue;
    // This file has no encapsulation for a frame; tshark 4.0's list has it.
    const foreign = new Set<number>();
    let tcp = 0;
    for (const [row, text] of (encapsulations.get(name) ?? []).entries()) {
      const protocols = (text.split('\t')[1] ?? '').split(':');
      if (!protocols.includes('tcp')) continue;
      if (isPlainTcp({ row, protocols, values: [] })) tcp++;
      else foreign.add(row + 1);
    }
    asked += tcp;
    const capture = openCapture(captureBytes(name));
    const marked = new Map<string, Set<number>>();
    for (let row = 0; row < capture.count; row++) {
      const marks = capture.table.marks[row]!;
      const own = markNames(marks);
      // The oracle lists no partial acknowledgment in any file without other marks; most likely it was not asked.
      if (marks & MARK.partialAck && Object.keys(flags).length > 0) own.push('partial_ack');
      for (const mark of own) marked.set(mark, (marked.get(mark) ?? new Set<number>()).add(row + 1));
    }
    for (const mark of new Set([...marked.keys(), ...Object.keys(flags)])) {
      const [ours, theirs] = [marked.get(mark) ?? new Set<number>(), new Set(flags[mark] ?? [])];
      for (const frame of new Set([...ours, ...theirs])) {
        if (ours.has(frame) === theirs.has(frame) || foreign.has(frame)) continue;
        const [own, other] = ours.has(frame) ? ['1', ''] : ['', '1'];
        found.push({ capture: name, frame, column: `4.4 tcp.analysis.${mark}`, ours: own!, theirs: other! });
      }
    }
  }
  expectDifferences('TCP: the marks of analysis, 4.4', COLUMNS, asked, found);
});
