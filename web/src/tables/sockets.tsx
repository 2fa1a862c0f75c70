/** The socket tables of the hosts at a moment, and what changed since the moment before. */
import { numberText } from '@wireside/wire';
import { useAsk } from '../ask/use-ask.ts';
import { useAddress } from '../state/address.ts';
import '../style/tables.css';
import { TABLES } from '../texts/tables.ts';
import type { SocketRow, SocketTable } from '../worker/tables-sockets.ts';
import { FilterBox } from '../filter/filter-box.tsx';

const TEXTS = TABLES.sockets;

/** The tables. */
export function Sockets() {
  const [filter, setFilter] = useAddress('sockets');
  const [word, setMoment] = useAddress('moment');
  const { value: moments } = useAsk('socketMoments', undefined);
  const last = (moments?.length ?? 1) - 1;
  const chosen = word === '' ? last : Math.min(last, Math.max(0, (Number.parseInt(word, 10) || 1) - 1));
  const { value: answer } = useAsk('sockets', { moment: chosen, filter });
  const { value: good } = useAsk(
    'sockets',
    answer?.error === undefined ? { moment: chosen, filter } : { moment: chosen, filter: '' },
  );
  if (moments === undefined) return undefined;
  if (moments.length === 0) return <p className="empty">{TABLES.none.sockets}</p>;
  const go = (place: number): void => setMoment(String(place + 1));
  return (
    <div className="table sockets">
      <FilterBox kind="sockets" value={filter} error={answer?.error} onChange={setFilter} />
      <div className="moments">
        <button
          type="button"
          disabled={chosen === 0}
          aria-label={TEXTS.previous}
          onClick={() => go(chosen - 1)}
        >
          ‹
        </button>
        <div role="radiogroup" aria-label={TEXTS.moments}>
          {moments.map(({ name, ms, hosts }, i) => (
            <button
              key={i}
              type="button"
              role="radio"
              aria-checked={i === chosen}
              title={hosts.join(', ')}
              onClick={() => go(i)}
            >
              {TEXTS.moment(name, ms)}
            </button>
          ))}
        </div>
        <button
          type="button"
          disabled={chosen === last}
          aria-label={TEXTS.next}
          onClick={() => go(chosen + 1)}
        >
          ›
        </button>
      </div>
      <div className="hosts">
        {good?.hosts?.map((host) => (
          <Host key={host.host} table={host} />
        ))}
      </div>
    </div>
  );
}

function Host({ table: { host, ms, rows, more } }: { table: SocketTable['hosts'][number] }) {
  return (
    <table>
      <caption>
        {host} <small>{ms} ms</small>
      </caption>
      <thead>
        <tr>
          {TEXTS.columns.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i} className={row.change}>
            <td>{row.protocol}</td>
            <td className="number">{numberText(row.receiveQueue)}</td>
            <td className="number">{numberText(row.sendQueue)}</td>
            <td>{row.local}</td>
            <td>{row.remote}</td>
            <td>
              {row.state} <Change row={row} />
            </td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={TEXTS.columns.length}>{TEXTS.empty}</td>
          </tr>
        )}
        {more > 0 && (
          <tr>
            <td colSpan={TEXTS.columns.length}>{TABLES.more(more)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Change({ row: { change, before = '' } }: { row: SocketRow }) {
  if (change === undefined) return undefined;
  const text = change === 'changed' ? TEXTS.changes.changed(before) : TEXTS.changes[change];
  return <small className="change">{text}</small>;
}
