/** What stands beside the ladder's title: every row or folds, time to scale, zoom. */
import { useAddress } from '../state/address.ts';
import { LADDER_TEXTS } from '../texts/ladder.ts';
import { useViewSettings } from './view-settings.ts';

/** The switches. */
export function LadderTools() {
  const [rows, setRows] = useAddress('rows');
  const { isProportional, setProportional, step } = useViewSettings();
  return (
    <span className="ladder-tools">
      <label title={LADDER_TEXTS.allHelp}>
        <input
          type="checkbox"
          checked={rows === 'all'}
          onChange={({ target }) => setRows(target.checked ? 'all' : undefined)}
        />
        {LADDER_TEXTS.all}
      </label>
      <label title={LADDER_TEXTS.proportionalHelp}>
        <input
          type="checkbox"
          checked={isProportional}
          onChange={({ target }) => setProportional(target.checked)}
        />
        {LADDER_TEXTS.proportional}
      </label>
      <button
        type="button"
        aria-label={LADDER_TEXTS.farther}
        title={`${LADDER_TEXTS.farther} (−)`}
        onClick={() => step(-1)}
      >
        −
      </button>
      <button
        type="button"
        aria-label={LADDER_TEXTS.closer}
        title={`${LADDER_TEXTS.closer} (+)`}
        onClick={() => step(1)}
      >
        +
      </button>
    </span>
  );
}
