/** Does the program notice that the server has closed, and end by itself? */
import { type Facts } from '../facts/facts.ts';
import { seconds } from '../facts/text.ts';
import type { Evidence } from '../verdict.ts';
import { type Check, outcome } from './check.ts';
import { endText } from '../facts/ending.ts';

export const end: Check = {
  id: 'end',
  needs: ['connects'],
  title: (facts) =>
    facts.edition.strict
      ? 'notices that the server has closed the connection, and ends with status 0'
      : 'notices that the server has closed the connection, and ends',
  ask: (facts) => {
    const { serverFin } = facts;
    const evidence: Evidence[] = serverFin === null ? [] : [{ packet: serverFin.packet }];
    const expected = facts.edition.strict
      ? 'the program ends by itself after the server has closed, with status 0'
      : 'the program ends by itself after the server has closed';
    const got = `${endText(facts.end)}${serverFin === null ? '' : `, ${when(facts)}`}`;
    const last = facts.trace.calls.at(-1);
    if (last !== undefined) evidence.push({ call: last.n });
    if (facts.end.reason !== 'exited') return outcome(false, expected, got, evidence);
    if (serverFin === null || facts.end.at < serverFin.at) {
      return outcome(false, expected, `${endText(facts.end)} before the server had closed`, evidence);
    }
    return outcome(!facts.edition.strict || facts.end.code === 0, expected, got, evidence);
  },
};

function when(facts: Facts): string {
  const after = facts.end.at - (facts.serverFin?.at ?? 0);
  return after < 0
    ? `${seconds(-after)} before the server's FIN`
    : `${seconds(after)} after the server's FIN`;
}
