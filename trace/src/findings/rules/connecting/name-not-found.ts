/** A name that the network does not know. */
import type { CallRecord, LookupRecord } from '../../../format.ts';
import { hostsByAddress } from '../../../hosts.ts';
import { CLOCK_SKEW } from '../../../returns.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView } from '../../run-view.ts';
import { escapeBytes } from '../../words.ts';

/** Lookups that are examined. */
const MAX_LOOKUPS = 1000;

/** The name server answered NXDOMAIN, and the program never got an address of this name. */
export const nameNotFound: Rule = {
  id: 'name-not-found',
  severity: 'wrong',
  title: 'A name that the network does not know',
  silent:
    'The same name was found by another lookup, as where a resolver tries several domains, or it is that of the own host. If the program ended with status 0, it is only a note.',
  source: 'RFC 1035, 4.1.1; man 3 getaddrinfo, EAI_NONAME',
  example:
    'client asked the name server for "pmu.example.org", which this network does not know (NXDOMAIN; sendto(), call 9). ' +
    'Take the name from the command line; the names of this network are server.lab and client.lab.',
  over: ['dns-name-not-found'],
  find: (run) => {
    const { trace, run: description } = run.model;
    const hostOf = hostsByAddress(description);
    const known = description.hosts.flatMap(({ names }) => names.slice(0, 2)).slice(0, 6);
    return run.programs.flatMap((program) => {
      const own = trace.lookups
        .slice(0, MAX_LOOKUPS)
        .filter(({ remote, at }) => hostOf(remote) === program.actor.host && at < program.endedByUsAt);
      const found = new Set(own.filter(({ answer }) => answer.length > 0).map(({ name }) => name));
      const sends = sendsByEnd(program);
      const missing = new Map<string, LookupRecord>();
      for (const one of own) {
        if (one.code !== 'NXDOMAIN' || missing.has(one.name)) continue;
        // A program that asks for the name of its own host wants to print it.
        if (one.name === program.actor.host) continue;
        if ([...found].some((name) => name === one.name || isSearched(one.name, name))) continue;
        missing.set(one.name, one);
      }
      const hasFailed = program.end?.reason !== 'exited' || program.end.code !== 0;
      return [...missing.values()].flatMap((lookup): FoundInRun[] => {
        const call = sends.get(lookup.remote)?.findLast(({ at }) => at <= lookup.at + CLOCK_SKEW);
        if (call === undefined) return [];
        return [
          {
            ...(hasFailed ? {} : { severity: 'note' as const }),
            actor: program.name,
            text:
              `${run.nameOf(program)} asked the name server for "${escapeBytes(new TextEncoder().encode(lookup.name))}", ` +
              `which this network does not know (NXDOMAIN; ${call.name}(), call ${call.n}).`,
            change: `Take the name from the command line; the names of this network are ${known.slice(0, -1).join(', ')}${known.length > 1 ? ' and ' : ''}${known.at(-1) ?? 'none'}.`,
            evidence: [{ call: call.n }],
          },
        ];
      });
    });
  },
};

/** Whether a name is another with a domain that the resolver added (man 5 resolv.conf, search). */
const isSearched = (longer: string, name: string): boolean => longer.startsWith(`${name}.`);

/** What a program sent, by the end that it sent from. */
function sendsByEnd({ calls }: ProgramView): ReadonlyMap<string, CallRecord[]> {
  const found = new Map<string, CallRecord[]>();
  for (const call of calls) {
    const local = call.kind === 'send' ? call.socket?.local : undefined;
    if (local === undefined) continue;
    const known = found.get(local);
    if (known === undefined) found.set(local, [call]);
    else known.push(call);
  }
  return found;
}
