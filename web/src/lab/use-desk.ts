/** How a part stands, as the server tells it. */
import { useEffect, useState } from 'react';
import type { DeskState, PartInfo } from '../api.ts';
import { get, partPath } from './api.ts';

/** The state, and whether the server still tells. */
export interface DeskNews {
  readonly desk: DeskState | undefined;
  readonly isConnected: boolean;
}

/** Listens to the server's events. The browser connects again by itself. */
export function useDesk(part: string): DeskNews {
  const [news, setNews] = useState<DeskNews>({ desk: undefined, isConnected: true });
  useEffect(() => {
    const source = new EventSource(`./api/${partPath(part, 'events')}`);
    source.addEventListener('message', ({ data }: MessageEvent<string>) =>
      setNews({ desk: JSON.parse(data) as DeskState, isConnected: true }),
    );
    source.addEventListener('error', () => setNews(({ desk }) => ({ desk, isConnected: false })));
    source.addEventListener('open', () => setNews(({ desk }) => ({ desk, isConnected: true })));
    return () => source.close();
  }, [part]);
  return news;
}

/** What a part is; an error where it cannot be read. */
export function usePart(id: string): { part?: PartInfo; error?: Error } {
  const [read, setRead] = useState<{ part?: PartInfo; error?: Error }>({});
  useEffect(() => {
    let isWanted = true;
    setRead({});
    get<PartInfo>(partPath(id)).then(
      (part) => isWanted && setRead({ part }),
      (error: Error) => isWanted && setRead({ error }),
    );
    return () => void (isWanted = false);
  }, [id]);
  return read;
}
