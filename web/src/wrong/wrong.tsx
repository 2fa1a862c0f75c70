/** What is wrong: the verdict with its checks, or the findings of a run without one. */
import type { RecordedVerdict } from '@wireside/judge';
import type { Evidence, Finding } from '@wireside/trace';
import { escape, evidenceText } from '@wireside/trace';
import type { CaptureFinding } from '@wireside/wire';
import { useAsk } from '../ask/use-ask.ts';
import { Badge } from '../parts/badge.tsx';
import { select } from '../state/address.ts';
import { TEXTS } from '../texts.ts';
import type { Overview } from '../worker/session.ts';

/** The verdict, then the findings. */
export function Wrong({ overview }: { overview: Overview }) {
  const { value: findings = [], isPending } = useAsk('findings', undefined);
  return (
    <div className="wrong">
      {overview.verdict !== undefined && <Verdict verdict={overview.verdict} />}
      {findings.map((finding, i) => (
        <FindingNote key={i} finding={finding} />
      ))}
      {findings.length === 0 && !isPending && overview.verdict === undefined && <p>{TEXTS.wrong.nothing}</p>}
    </div>
  );
}

function Verdict({ verdict }: { verdict: RecordedVerdict }) {
  return (
    <>
      {verdict.diagnoses.map(({ id, text, evidence }) => (
        <div key={id} className="note wrong">
          <p>{escape(text)}</p>
          <Where evidence={evidence} />
        </div>
      ))}
      <ul className="checks">
        {verdict.checks.map((check) => (
          <li key={check.id} className={check.result}>
            <Badge result={check.result} /> {check.title}
            {check.result === 'fail' && (
              <dl>
                <dt>expected</dt>
                <dd>{escape(check.expected)}</dd>
                <dt>got</dt>
                <dd>{escape(check.got)}</dd>
              </dl>
            )}
            <Where evidence={check.evidence} />
          </li>
        ))}
      </ul>
    </>
  );
}

function FindingNote({ finding }: { finding: Finding | CaptureFinding }) {
  const evidence = 'packets' in finding ? finding.packets.map((packet) => ({ packet })) : finding.evidence;
  return (
    <div className={`note ${finding.severity}`}>
      <p>{escape(finding.text)}</p>
      {finding.change !== undefined && (
        <p>
          <b>{TEXTS.wrong.change}:</b> {escape(finding.change)}
        </p>
      )}
      <Where evidence={evidence} />
    </div>
  );
}

/** What a text points at; a click selects it. */
export function Where({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <p className="where">
      {evidence.slice(0, 6).map((one, i) => (
        <button key={i} type="button" onClick={() => select(one)}>
          {evidenceText([one])}
        </button>
      ))}
    </p>
  );
}
