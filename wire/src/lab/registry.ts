/** The registry for captures of lab runs. */
import type { Registry } from '../core/registry.ts';
import { registry } from '../protocols/all.ts';
import { offset } from './offset.ts';
import { pmu } from './pmu.ts';
import { tv } from './tv.ts';

/** The library's protocols and those of the labs: PMU over TCP and in WebSocket frames, PMU over UDP, Internet TV. */
export const labRegistry: Registry = registry.with(offset, tv, pmu);
