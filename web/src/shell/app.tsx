/** The page: what to open, and what is open. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Client } from '../ask/client.ts';
import { ClientContext } from '../ask/use-ask.ts';
import { go, useAddress } from '../state/address.ts';
import { TEXTS } from '../texts.ts';
import type { Progress } from '../worker/read-source.ts';
import type { Overview } from '../worker/session.ts';
import type { Source } from '../worker/source.ts';
import { DropTarget } from './drop-target.tsx';
import { Header } from './header.tsx';
import { itemOf, useItems } from './items.ts';
import { Start } from './start.tsx';
import { Viewer } from './viewer.tsx';

/** What the page is doing. */
type State =
  | { readonly kind: 'start'; readonly error?: Error }
  | { readonly kind: 'reading'; readonly title: string; readonly progress?: Progress }
  | { readonly kind: 'open'; readonly overview: Overview };

/** The whole page. */
export function App() {
  const client = useMemo(() => new Client(), []);
  const items = useItems();
  const [state, setState] = useState<State>({ kind: 'start' });
  const [opened] = useAddress('open');
  const [demo] = useAddress('demo');

  const open = useCallback(
    async (source: Source) => {
      const title = source.kind === 'file' ? source.file.name : source.title;
      setState({ kind: 'reading', title });
      try {
        const overview = await client.open(source, (progress) =>
          setState({ kind: 'reading', title, progress }),
        );
        setState({ kind: 'open', overview });
      } catch (error) {
        setState({ kind: 'start', error: error instanceof Error ? error : new Error(String(error)) });
      }
    },
    [client],
  );

  useEffect(() => {
    if (demo !== '') {
      void open({ kind: 'url', url: addressBelow(`demo/${encodeURIComponent(demo)}.zip`), title: demo });
      return;
    }
    if (items === undefined) return;
    const item = itemOf(items, opened);
    if (item === undefined) return;
    const { what, title, id } = item;
    void open({ kind: 'item', what, title, url: addressBelow(`api/items/${id}`) });
  }, [items, opened, demo, open]);

  const openFile = (file: File): void => {
    go({ open: undefined, demo: undefined, at: undefined, filter: undefined }, 'push');
    void open({ kind: 'file', file });
  };
  const isStart = state.kind === 'start';
  return (
    <ClientContext value={client}>
      <DropTarget onFile={openFile}>
        <Header title={state.kind === 'open' ? state.overview : undefined} onFile={openFile} />
        {isStart && <Start items={items ?? []} error={state.error} onFile={openFile} />}
        {state.kind === 'reading' && <Reading title={state.title} progress={state.progress} />}
        {state.kind === 'open' && <Viewer key={state.overview.title} overview={state.overview} />}
      </DropTarget>
    </ClientContext>
  );
}

/** An absolute address below the page's own: the worker's own address is another one. */
const addressBelow = (path: string): string => new URL(path, location.href).href;

function Reading({ title, progress }: { title: string; progress: Progress | undefined }) {
  const share = progress?.of === undefined ? undefined : progress.bytes / progress.of;
  return (
    <main className="reading" aria-busy="true">
      <p>{title}</p>
      <progress {...(share === undefined ? {} : { value: share })} max={1} aria-label={title} />
      <p role="status">{TEXTS.reading(progress?.packets ?? 0, share)}</p>
    </main>
  );
}
