/** Does the program notice that the server has closed the connection, and exit by itself? */
import type { Evidence } from '@wireside/trace';
import { seconds } from '@wireside/trace';
import type { Check } from '../../check.ts';
import { outcome } from '../../check.ts';
import { endText } from '../end-text.ts';
import type { ClientFacts } from '../facts.ts';

/** The program exits after the server's FIN; in strict editions with status 0. */
export const end: Check<ClientFacts, 'connects'> = {
  needs: ['connects'],
  title: ({ edition }) =>
    edition.strict
      ? 'notices that the server has closed the connection, and exits with status 0'
      : 'notices that the server has closed the connection, and exits',
  ask: (facts) => {
    const { serverFin, edition } = facts;
    const evidence: Evidence[] = serverFin === undefined ? [] : [{ packet: serverFin.packet }];
    const expected = edition.strict
      ? 'the program exits by itself, with status 0, after the server has closed the connection'
      : 'the program exits by itself after the server has closed the connection';
    const got = `it ${endText(facts.end, serverFin === undefined ? '' : when(facts.end.at - serverFin.at))}`;
    const last = facts.calls.at(-1);
    if (last !== undefined) evidence.push({ call: last.n });
    if (facts.end.reason !== 'exited') return outcome(false, expected, got, evidence);
    if (serverFin === undefined || facts.end.at < serverFin.at) {
      return outcome(
        false,
        expected,
        `it ${endText(facts.end)} before the server had closed the connection`,
        evidence,
      );
    }
    return outcome(!edition.strict || facts.end.code === 0, expected, got, evidence);
  },
};

function when(after: number): string {
  return after < 0
    ? `, ${seconds(-after)} before the server's FIN`
    : `, ${seconds(after)} after the server's FIN`;
}
