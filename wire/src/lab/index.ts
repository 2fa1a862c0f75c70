/** The payloads of Wireside's own labs, for captures of lab runs; an entry point of its own, `@wireside/wire/lab`. */
export { explainLab } from './explain-lab.ts';
export { offset } from './offset.ts';
export { pmu } from './pmu.ts';
export { labRegistry } from './registry.ts';
export { tv } from './tv.ts';
