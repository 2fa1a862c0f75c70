/** A call, a line or a peer's event that is selected: its fields, what belongs to it, and its bytes. */
import type { Evidence } from '@wireside/trace';
import { useAsk } from '../ask/use-ask.ts';
import { select } from '../state/address.ts';
import { setHover } from '../state/hover.ts';
import '../style/tables.css';
import { DETAIL } from '../texts/tables.ts';
import type { Detail, DetailField, DetailLinks } from '../worker/tables-detail.ts';
import { Bytes } from './bytes.tsx';

/** What is selected. */
export function RunDetail({ at }: { at: Evidence }) {
  const { value, isPending } = useAsk('detail', { at });
  if (value === undefined) return isPending ? undefined : <p className="empty">{DETAIL.unknown}</p>;
  return <Shown detail={value} />;
}

function Shown({ detail: { title, fields, links, bytes, size } }: { detail: Detail }) {
  return (
    <div className="detail">
      <h3>{title}</h3>
      <dl aria-label={DETAIL.fields}>
        {fields.map((field) => (
          <Field key={field.name} field={field} />
        ))}
      </dl>
      {links.map((group) => (
        <Links key={group.title} group={group} />
      ))}
      {bytes !== undefined && (
        <section aria-label={DETAIL.hex}>
          <h4>{DETAIL.hex}</h4>
          {size !== undefined && size > bytes.length && (
            <p className="soft">{DETAIL.shownOf(bytes.length, size)}</p>
          )}
          <Bytes sources={[{ name: DETAIL.hex, bytes }]} items={[]} chosen={undefined} onChoose={() => {}} />
        </section>
      )}
    </div>
  );
}

function Field({ field: { name, value, meaning, mood } }: { field: DetailField }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={mood}>
        <code>{value}</code>
        {meaning !== undefined && <span className="meaning">{meaning}</span>}
      </dd>
    </div>
  );
}

function Links({ group: { title, links, more } }: { group: DetailLinks }) {
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <ul className="links">
        {links.map(({ at, text, note }, i) => (
          <li key={i}>
            <button
              type="button"
              className="chip"
              onClick={() => select(at)}
              onMouseEnter={() => setHover({ at })}
              onMouseLeave={() => setHover(undefined)}
            >
              {text}
            </button>
            {note !== undefined && <small>{note}</small>}
          </li>
        ))}
        {more > 0 && <li>{DETAIL.moreLinks(more)}</li>}
      </ul>
    </section>
  );
}
