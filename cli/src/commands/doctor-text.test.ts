/** The doctor's report as people read it. */
import type { Report } from '@wireside/bench';
import { expect, it } from 'vitest';
import { doctorText } from './doctor-text.ts';

const REPORT: Report = {
  version: 1,
  works: false,
  summary: 'The bench does not work here; what has to be fixed first: user namespaces.',
  machine: {
    system: 'Ubuntu 24.04.1 LTS',
    kernel: '6.8.0',
    architecture: 'x64',
    user: 'user 1000',
    node: 'v20.19.0',
  },
  abilities: [
    { id: 'linux', title: 'Linux', state: 'ok', seen: 'on x64', fixes: [], without: '', milliseconds: 0 },
    {
      id: 'namespaces',
      title: 'User namespaces',
      state: 'no',
      seen: 'unshare: write failed /proc/self/uid_map: Operation not permitted',
      knob: { name: 'kernel.apparmor_restrict_unprivileged_userns', value: '1' },
      fixes: ['the safest', 'the next'],
      without: 'recorded runs are shown',
      milliseconds: 9,
    },
    {
      id: 'network',
      title: 'Private network',
      state: 'blocked',
      seen: 'not tried: it needs User namespaces',
      blockedBy: 'namespaces',
      fixes: [],
      without: 'recorded runs are shown',
      milliseconds: 0,
    },
  ],
};

it('has a line per ability, and why and what to do below those that fail', () => {
  expect(doctorText(REPORT)).toBe(`Ubuntu 24.04.1 LTS, kernel 6.8.0, x64, Node 20.19.0, as user 1000

ok       Linux              on x64
no       User namespaces    unshare: write failed /proc/self/uid_map: Operation not permitted
                   because  kernel.apparmor_restrict_unprivileged_userns = 1
                       fix  the safest
                        or  the next
                without it  recorded runs are shown
blocked  Private network    not tried: it needs User namespaces

The bench does not work here; what has to be fixed first: user namespaces.
`);
});
