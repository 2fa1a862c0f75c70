/** The doctor's report as text: one line for each ability and, below those that fail, why and how to fix it. */
import type { Ability, Knob, Report } from '@wireside/bench';

const STATE_WIDTH = 9;
const TITLE_WIDTH = 19;

/** The whole report, ending with a newline. */
export function doctorText({ machine, abilities, summary }: Report): string {
  const where = machine.container === undefined ? '' : `, in ${machine.container}`;
  const head = `${machine.system}, kernel ${machine.kernel}, ${machine.architecture}, Node ${machine.node.slice(1)}, as ${machine.user}${where}`;
  return [head, '', ...abilities.flatMap(abilityLines), '', summary, ''].join('\n');
}

function abilityLines({ state, title, seen, knob, fixes, without }: Ability): string[] {
  const first = `${state.padEnd(STATE_WIDTH)}${title.padEnd(TITLE_WIDTH)}${seen}`;
  if (state !== 'no' && state !== 'limited') return [first];
  const detail = (name: string, text: string): string =>
    `${' '.repeat(STATE_WIDTH)}${name.padStart(TITLE_WIDTH - 2)}  ${text}`;
  return [
    first,
    ...(knob === undefined ? [] : [detail('because', knobText(knob))]),
    ...fixes.map((fix, index) => detail(index === 0 ? 'fix' : 'or', fix)),
    detail('without it', without),
  ];
}

/** As sysctl(8) writes settings; in prose where it is not one. */
function knobText({ name, value }: Knob): string {
  return /^[\w.]+$/.test(name) ? `${name} = ${value}` : `${name}: ${value}`;
}
