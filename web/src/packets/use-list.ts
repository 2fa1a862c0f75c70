/** The list of packets that a filter and an order give; the one before stays until the next one is there. */
import type { FilterError, FilterWarning } from '@wireside/wire';
import { useEffect, useState } from 'react';
import { useClient, useGeneration } from '../ask/use-ask.ts';
import type { ListChoice } from '../worker/packets.ts';

/** A list that can be shown, and how the next one is coming along. */
export interface Listed {
  readonly choice: ListChoice;
  readonly count: number;
  readonly warnings: readonly FilterWarning[];
}

/** The list for a choice. */
export function useList(choice: ListChoice): {
  readonly listed: Listed | undefined;
  readonly error: FilterError | undefined;
  readonly isPending: boolean;
} {
  const client = useClient();
  const generation = useGeneration(client);
  const [listed, setListed] = useState<Listed>();
  const [state, setState] = useState<{ error?: FilterError; isPending: boolean }>({ isPending: true });
  const key = JSON.stringify(choice);
  useEffect(() => {
    let isWanted = true;
    setState(({ error }) => ({ isPending: true, ...(error === undefined ? {} : { error }) }));
    client.ask('packetList', choice).then(
      (list) => {
        if (!isWanted) return;
        if (list.error !== undefined) return setState({ error: list.error, isPending: false });
        setListed({ choice, count: list.count, warnings: list.warnings });
        setState({ isPending: false });
      },
      // A later question has taken its place.
      () => {},
    );
    return () => void (isWanted = false);
    // The choice is compared by its content.
  }, [client, key, generation]);
  return { listed, error: state.error, isPending: state.isPending };
}
