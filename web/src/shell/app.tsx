/** The page: what to open, and what is open. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Client } from '../ask/client.ts';
import { ClientContext } from '../ask/use-ask.ts';
import { useDemos } from '../demo/demos.ts';
import { Tour, TourAgain } from '../demo/tour.tsx';
import { PageKeys } from '../keys/page-keys.tsx';
import { addressOf, go, useAddress } from '../state/address.ts';
import { DEMO_TEXTS } from '../texts/demo.ts';
import { TEXTS } from '../texts.ts';
import { LAB } from '../texts/lab.ts';
import type { Progress } from '../worker/read-source.ts';
import type { Overview } from '../worker/session.ts';
import { OpenError } from '../worker/source.ts';
import type { Source } from '../worker/source.ts';
import { DropTarget } from './drop-target.tsx';
import { Header } from './header.tsx';
import { useItems } from './items.ts';
import { Start } from './start.tsx';
import { Viewer } from './viewer.tsx';

/** The lab comes with Markdown, and is loaded when a part is opened. */
const Lab = lazy(async () => ({ default: (await import('../lab/lab.tsx')).Lab }));

/** What the page is doing. */
type State =
  | { readonly kind: 'start'; readonly error?: Error }
  | { readonly kind: 'reading'; readonly title: string; readonly progress?: Progress }
  | { readonly kind: 'open'; readonly overview: Overview; readonly count: number };

/** Milliseconds for which what was open before stays, so that the next case of a judging does not flash. */
const FLASH = 250;

/** The whole page. */
export function App() {
  const client = useMemo(() => new Client(), []);
  const [opened] = useAddress('open');
  const [part] = useAddress('part');
  const [name] = useAddress('demo');
  const items = useItems(opened);
  const [state, setState] = useState<State>({ kind: 'start' });
  const demos = useDemos();
  const demo = demos?.find((one) => one.name === name);
  const opens = useRef(0);

  const open = useCallback(
    async (source: Source) => {
      const title = source.kind === 'file' ? source.file.name : source.title;
      const count = ++opens.current;
      const set = (next: State): void => {
        if (count === opens.current) setState(next);
      };
      setState((before) => (before.kind === 'open' ? before : { kind: 'reading', title }));
      const waiting = setTimeout(() => set({ kind: 'reading', title }), FLASH);
      try {
        const overview = await client.open(source, (progress) => set({ kind: 'reading', title, progress }));
        set({ kind: 'open', overview, count });
      } catch (error) {
        set({ kind: 'start', error: error instanceof Error ? error : new Error(String(error)) });
      } finally {
        clearTimeout(waiting);
      }
    },
    [client],
  );

  const item = name === '' ? items?.items.find(({ id }) => id === opened) : undefined;
  useEffect(() => {
    if (item === undefined) return;
    const { what, title, id } = item;
    void open({ kind: 'item', what, title, url: addressBelow(`api/items/${id}`) });
  }, [item, open]);
  useEffect(() => {
    if (name === '' || demos === undefined) return;
    if (demo === undefined) {
      setState({ kind: 'start', error: new OpenError(DEMO_TEXTS.unknown(name), DEMO_TEXTS.unknownHint) });
      return;
    }
    void open({ kind: 'url', url: addressBelow(`demo/${demo.name}.zip`), title: demo.title });
  }, [name, demo, demos, open]);

  useEffect(() => {
    // Only once: a dropped file, or the way back to the list, does not lead here again.
    const isElsewhere = (['open', 'demo', 'part'] as const).some((one) => addressOf(one) !== '');
    if (items?.open !== undefined && !isElsewhere) go({ open: items.open });
  }, [items]);

  useEffect(
    () => client.onGrown((overview) => setState((now) => (now.kind === 'open' ? { ...now, overview } : now))),
    [client],
  );

  const openFile = (file: File): void => {
    go(
      {
        open: undefined,
        part: undefined,
        demo: undefined,
        step: undefined,
        at: undefined,
        filter: undefined,
      },
      'push',
    );
    void open({ kind: 'file', file });
  };
  // The lab stays as it is while a run of it is open: its text, its terminal.
  const isLab = part !== '' && opened === '';
  const shown = isLab ? undefined : state;
  return (
    <ClientContext value={client}>
      <DropTarget onFile={openFile}>
        <Header
          title={shown?.kind === 'open' ? shown.overview : undefined}
          tools={shown?.kind === 'open' && demo !== undefined && <TourAgain demo={demo} />}
          onFile={openFile}
        />
        {part !== '' && (
          <Suspense fallback={isLab && <p className="empty">{LAB.reading}</p>}>
            <Lab key={part} id={part} isHidden={!isLab} />
          </Suspense>
        )}
        {shown?.kind === 'start' && (
          <Start items={items?.items ?? []} demos={demos ?? []} error={shown.error} onFile={openFile} />
        )}
        {shown?.kind === 'open' && demo !== undefined && <Tour demo={demo} demos={demos ?? []} />}
        {shown?.kind === 'reading' && <Reading title={shown.title} progress={shown.progress} />}
        {shown?.kind === 'open' && <Viewer key={shown.count} overview={shown.overview} />}
        <PageKeys isOpen={shown?.kind === 'open'} />
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
