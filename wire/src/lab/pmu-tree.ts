/** The tree of a PMU command, message or text; the same in TCP, TLS and WebSocket. */
import type { Dissection } from '../core/dissection.ts';
import { text } from '../basics/bytes.ts';
import { field } from '../core/field.ts';
import { COMMAND } from './pmu-text.ts';

const F = {
  command: field('pmu.command', 'str', 'Command'),
  delay: field('pmu.command.delay', 'f64', 'Seconds between messages'),
  message: field('pmu.message', 'str', 'Message'),
  number: field('pmu.message.number', 'u32', 'Message number'),
  isCut: field('pmu.message.cut', 'bool', 'Cut over several segments'),
  text: field('pmu.text', 'str', 'Text'),
};

/** Fields of PMU. */
export const PMU_FIELDS = Object.values(F);

/** The names under which PMU is shown. */
export const PMU = { name: 'pmu', label: 'PMU', title: 'Phasor Measurement Unit' };

/** What some bytes of the protocol are. */
export type PmuPart =
  | { kind: 'command' }
  | { kind: 'text' }
  | { kind: 'message'; number: number }
  /** The stream ended inside a message. */
  | { kind: 'unfinished' };

/** Adds one part, which lies whole at `at`. */
export function pmuTree(d: Dissection, part: PmuPart, at: number, length: number): void {
  const shown = text(d.slice(at, length));
  const before = d.label === PMU.label ? `${d.info}; ` : '';
  const isCut = d.sources[d.source]!.name.startsWith('Reassembled TCP');
  const say = (info: string): void => d.summary(PMU.label, before + info + (isCut ? ' [cut]' : ''));
  const line = shown.replace(/\s+/g, ' ').trim();
  const layer = d.layer(PMU, at, length, `Phasor Measurement Unit, ${titleOf(part, line)}`);
  if (isCut && d.isTree) {
    d.computed(layer, F.isCut, true, '[It arrived in more than one segment]');
  }
  switch (part.kind) {
    case 'command': {
      say(`Command ${line}`);
      const item = d.add(layer, F.command, at, length, shown.replace(/\r?\n$/, ''));
      const known = COMMAND.exec(shown);
      if (!known) d.note(item, '[Not a PMU command: the commands are CMD_short:SECONDS and CMD_floodme]');
      else if (known[1] !== undefined) {
        d.add(item, F.delay, at + 'CMD_short:'.length, known[1].length, Number(known[1]));
      }
      return;
    }
    case 'message': {
      say(line);
      const item = d.add(layer, F.message, at, length, shown);
      const digits = String(part.number).length;
      d.add(item, F.number, at + length - digits, digits, part.number);
      return;
    }
    case 'unfinished':
      say(`${line} [the stream ends inside this message]`);
      d.note(d.add(layer, F.message, at, length, shown), '[The stream ends inside this message]');
      return;
    case 'text':
      say(`Text, ${length} bytes`);
      d.add(layer, F.text, at, length, shown);
  }
}

function titleOf(part: PmuPart, line: string): string {
  if (part.kind === 'command') return `Command: ${line}`;
  return part.kind === 'message'
    ? `Message ${part.number}`
    : part.kind === 'text'
      ? 'Text'
      : 'Unfinished message';
}
