/** Findings: what a rule recognized in a run or a capture, with the rule's own words. */
import { escape } from '@wireside/trace';
import { WRONG } from '../texts/wrong.ts';
import type { FoundThing } from '../worker/findings.ts';
import { Where } from './where.tsx';

/** A finding. */
export function FindingNote({ finding, id }: { finding: FoundThing; id: string }) {
  const { severity, text, change, evidence, rule, title, source, silent } = finding;
  return (
    <article className={`note ${severity}`} id={id} aria-label={escape(title)}>
      <h4>
        <span className={`mark ${severity}`} aria-hidden="true">
          {WRONG.severityMarks[severity]}
        </span>{' '}
        {WRONG.severity[severity]}
      </h4>
      <p>{escape(text)}</p>
      {change !== undefined && (
        <p>
          <b>{WRONG.change}:</b> {escape(change)}
        </p>
      )}
      <Where evidence={evidence} />
      <details className="rule">
        <summary>
          <code>{rule}</code>
        </summary>
        <p>{title}</p>
        <dl>
          <dt>{WRONG.decides}</dt>
          <dd>{source}</dd>
          <dt>{WRONG.silent}</dt>
          <dd>{silent}</dd>
        </dl>
      </details>
    </article>
  );
}
