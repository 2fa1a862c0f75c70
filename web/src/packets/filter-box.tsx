/** The display filter: what is typed, and where it is wrong. */
import type { FilterError, FilterWarning } from '@wireside/wire';
import { useAddress } from '../state/address.ts';
import { TEXTS } from '../texts.ts';

/** The box. */
export function FilterBox({
  error,
  warnings,
}: {
  error: FilterError | undefined;
  warnings: readonly FilterWarning[];
}) {
  const [filter, set] = useAddress('filter');
  return (
    <div className="filter">
      <input
        type="search"
        aria-label={TEXTS.packets.filter}
        placeholder={`${TEXTS.packets.filter}: ${TEXTS.packets.filterExample}`}
        spellCheck={false}
        autoComplete="off"
        value={filter}
        aria-invalid={error !== undefined}
        onChange={({ target }) => set(target.value)}
      />
      {error !== undefined && (
        <p className="error" role="alert">
          {error.message}
        </p>
      )}
      {warnings.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}
