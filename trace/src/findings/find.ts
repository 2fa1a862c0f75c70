/** Applies all rules to a run: those about runs, and those about its capture. */
import { bySeverity, CAPTURE_RULES, captureFindings, MAX_OF_RULE } from '@wireside/wire';
import { closedFor } from '../closed-for.ts';
import type { Model } from '../model.ts';
import type { Finding, Rule } from './finding.ts';
import { ENDING } from './rules/ending/index.ts';
import { RULES, RUN_RULES } from './rules/index.ts';
import { RunView } from './run-view.ts';

/**
 * What the rules find in a run: what is wrong first, otherwise in the order of the rules. Where one says more than
 * another about the same thing, the other is left out.
 */
export function findings(model: Model): Finding[] {
  const run = new RunView(model);
  const found = [...ofRules(RULES, run), ...ofCapture(model, run), ...ofRules(ENDING, run)];
  const over = new Map([...RUN_RULES, ...CAPTURE_RULES].map((rule) => [rule.id, new Set(rule.over)]));
  return bySeverity(
    found.filter(
      (one) => !found.some((other) => over.get(other.rule)?.has(one.rule) === true && isSame(other, one)),
    ),
  );
}

function ofRules(rules: readonly Rule[], run: RunView): Finding[] {
  return rules.flatMap(({ id, severity, find }) =>
    find(run)
      .slice(0, MAX_OF_RULE)
      .map((one): Finding => ({ rule: id, severity, ...one })),
  );
}

/** What a run decides better: where its own rule is silent, the program handled it, or did not notice. */
const DECIDED: ReadonlySet<string> = new Set(['refused', 'small-segments-wait']);

/** What the capture alone shows. What happened after the scene was over is our own cleaning up. */
function ofCapture(model: Model, { programs: [program] }: RunView): Finding[] {
  const { capture, run } = model;
  const closed = closedFor(model);
  const over = Math.min(run.endedAt ?? Infinity, program?.endedByUsAt ?? Infinity);
  const clients = new Set(model.actors.flatMap(({ kind, name }) => (kind === 'program' ? [name] : [])));
  const isDecided = ({ rule, stream }: { readonly rule: string; readonly stream?: number }): boolean =>
    stream !== undefined && DECIDED.has(rule) && clients.has(model.connections[stream]?.client.actor ?? '');
  return captureFindings(capture)
    .filter((one) => !isDecided(one))
    .filter(
      ({ packets: [first] }) =>
        first === undefined || (capture.time(first - 1) <= over && !closed.has(first)),
    )
    .map(({ packets, ...one }) => ({ ...one, evidence: packets.map((packet) => ({ packet })) }));
}

/** Whether two findings are about the same thing: a packet, a connection, or a program. */
function isSame(a: Finding, b: Finding): boolean {
  const packets = new Set(a.evidence.flatMap((one) => ('packet' in one ? [one.packet] : [])));
  if (b.evidence.some((one) => 'packet' in one && packets.has(one.packet))) return true;
  if (a.stream !== undefined && b.stream !== undefined) return a.stream === b.stream;
  return a.actor === undefined || b.actor === undefined || a.actor === b.actor;
}
