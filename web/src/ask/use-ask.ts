/** Questions to the worker from components. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Answer, Argument, Method } from '../worker/messages.ts';
import type { Client } from './client.ts';
import { GROWING } from './client.ts';

/** The worker that has what is open. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** The client of what is open. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('nothing is open');
  return client;
}

/** The answer to a question as far as it is known; the answer to the question before stays until the next one is there. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly isPending: boolean;
}

/** Asks a question again whenever it changes. @param argument undefined asks nothing */
export function useAsk<M extends Method>(method: M, argument: Argument<M> | 'nothing'): Asked<Answer<M>> {
  const client = useClient();
  const [asked, setAsked] = useState<Asked<Answer<M>>>({
    value: undefined,
    error: undefined,
    isPending: true,
  });
  const key = JSON.stringify(argument);
  const generation = useGeneration(client);
  const since = GROWING.includes(method) ? generation : 0;
  useEffect(() => {
    if (argument === 'nothing') {
      setAsked({ value: undefined, error: undefined, isPending: false });
      return undefined;
    }
    let isWanted = true;
    setAsked((before) => ({ ...before, isPending: true }));
    client.ask(method, argument).then(
      (value) => isWanted && setAsked({ value, error: undefined, isPending: false }),
      (error: Error) => isWanted && setAsked({ value: undefined, error, isPending: false }),
    );
    return () => void (isWanted = false);
    // The argument is compared by its content.
  }, [client, method, key, since]);
  return asked;
}

/** How often more of what is open has come. */
export function useGeneration(client: Client): number {
  return useSyncExternalStore(client.onGrown, () => client.generation);
}
