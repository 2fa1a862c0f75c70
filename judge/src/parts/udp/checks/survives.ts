/** Does the program go on after the refusal of one family? */
import type { CallRecord } from '@wireside/trace';
import { callName } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { UdpFacts } from '../facts.ts';

/** The call by which the program learned of a refusal, where it then ended without another request. */
export function toldLast(facts: UdpFacts): CallRecord | undefined {
  const { calls, requests, acknowledged, end, isEndedByScene } = facts;
  const hasEnded = end.reason === 'exited' || end.reason === 'signal';
  if (acknowledged !== undefined || isEndedByScene || !hasEnded) return undefined;
  const told = calls.findLast(
    ({ error, socket }) => error === 'ECONNREFUSED' && socket?.protocol.startsWith('UDP') === true,
  );
  return told === undefined || requests.some(({ datagram }) => datagram.at > told.at + (told.took ?? 0))
    ? undefined
    : told;
}

/** The program does not end by a refusal (ICMP port unreachable) before there is an acknowledgment. */
export const survives: Check<UdpFacts, 'request'> = {
  needs: ['request'],
  title: () => 'goes on when the host refuses a request (ICMP, port unreachable)',
  ask: (facts) => {
    const { requests, end } = facts;
    const expected = 'the program goes on after a refusal';
    const refusal = requests.find(({ datagram }) => datagram.icmpError !== undefined)?.datagram;
    if (refusal?.icmpError === undefined) return outcome(true, expected, 'no refusal came');
    const evidence = [{ packet: refusal.packet }, { packet: refusal.icmpError }];
    const told = toldLast(facts);
    if (told === undefined) return outcome(true, expected, 'it went on', evidence);
    const got = `${callName(told)} failed with ECONNREFUSED, and it ${endText(end)}`;
    return outcome(false, expected, got, [{ call: told.n }, ...evidence]);
  },
};
