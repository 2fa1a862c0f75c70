/** What is open: the ladder in the middle, what is wrong at its left, what is selected at its right, tables below. */
import { lazy } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { CompareChooser } from '../compare/choose.tsx';
import { Compare } from '../compare/compare.tsx';
import { Ladder } from '../ladder/ladder.tsx';
import { LadderTools } from '../ladder/tools.tsx';
import { Packets } from '../packets/packets.tsx';
import { Pane } from '../parts/pane.tsx';
import { NARROW, useMedia } from '../parts/use-media.ts';
import { Ribbon } from '../ribbon/ribbon.tsx';
import { Selected } from '../selected/selected.tsx';
import { RIBBON_TEXTS } from '../texts/ladder.ts';
import { useAddress } from '../state/address.ts';
import { Sockets } from '../tables/sockets.tsx';
import { Calls, Events, Lookups, Messages, Output } from '../tables/tables.tsx';
import { TEXTS } from '../texts.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import { COMPARE } from '../texts/compare.ts';
import { TABLES } from '../texts/tables.ts';
import type { Overview } from '../worker/session.ts';
import { Wrong } from '../wrong/wrong.tsx';
import { OnePane } from './one-pane.tsx';
import { Split } from './split.tsx';
import { Tabs } from './tabs.tsx';

/** A view in a tab below the ladder. */
interface View {
  /** In the address: `tab=packets`. */
  readonly id: string;
  readonly title: string;
  /** `run`: a capture alone has no such view. */
  readonly of: 'run' | 'both';
  readonly View: ComponentType<{ overview: Overview }>;
}

/** The tabs, in their order. One that few look at is loaded when it is: {@link later}. */
const VIEWS: readonly View[] = [
  { id: 'packets', title: TEXTS.tabs.packets, of: 'both', View: Packets },
  { id: 'ribbon', title: RIBBON_TEXTS.title, of: 'run', View: Ribbon },
  {
    id: 'conversations',
    title: PACKET_TEXTS.conversations,
    of: 'both',
    View: later(async () => (await import('../packets/conversations.tsx')).Conversations),
  },
  {
    id: 'follow',
    title: PACKET_TEXTS.follow,
    of: 'both',
    View: later(async () => (await import('../packets/follow.tsx')).Follow),
  },
  {
    id: 'graphs',
    title: TEXTS.tabs.graphs,
    of: 'both',
    View: later(async () => (await import('../graphs/graphs.tsx')).Graphs),
  },
  { id: 'calls', title: TABLES.tabs.calls, of: 'run', View: Calls },
  { id: 'output', title: TABLES.tabs.lines, of: 'run', View: Output },
  { id: 'messages', title: TABLES.tabs.messages, of: 'run', View: Messages },
  { id: 'sockets', title: TABLES.tabs.sockets, of: 'run', View: Sockets },
  { id: 'events', title: TABLES.tabs.events, of: 'run', View: Events },
  { id: 'lookups', title: TABLES.tabs.lookups, of: 'run', View: Lookups },
];

/** A view that is loaded when it is first shown: `later(async () => (await import('../graphs/graphs.tsx')).Graphs)`. */
export function later(load: () => Promise<View['View']>): View['View'] {
  return lazy(async () => ({ default: await load() }));
}

/** The views of a run, or of a capture alone. */
export function Viewer({ overview }: { overview: Overview }) {
  const isNarrow = useMedia(NARROW);
  const isRun = overview.run !== undefined;
  const tabs = VIEWS.filter(({ of }) => isRun || of === 'both').map(({ id, title, View }) => ({
    id,
    title,
    view: <View overview={overview} />,
  }));
  const { panes } = TEXTS;
  const wrong = (
    <Pane title={panes.wrong}>
      <Wrong overview={overview} />
    </Pane>
  );
  const [compared] = useAddress('with');
  const ladder =
    isRun &&
    (compared === '' ? (
      <Pane title={panes.ladder} tools={<LadderTools />}>
        <Ladder />
      </Pane>
    ) : (
      <Pane title={COMPARE.title}>
        <Compare />
      </Pane>
    ));
  const selected = (
    <Pane title={panes.selected}>
      <Selected />
    </Pane>
  );
  const below = <Tabs name="tab" tabs={tabs} />;
  return (
    <main className="viewer">
      <Problems problems={overview.problems} />
      {isRun && <CompareChooser />}
      {isNarrow ? (
        <OnePane
          panes={[
            { id: 'wrong', title: panes.wrong, view: wrong },
            ...(ladder === false ? [] : [{ id: 'ladder', title: panes.ladder, view: ladder }]),
            { id: 'below', title: isRun ? panes.below : TEXTS.tabs.packets, view: below },
            { id: 'selected', title: panes.selected, view: selected },
          ]}
        />
      ) : (
        <Wide wrong={wrong} ladder={ladder} selected={selected} below={below} />
      )}
    </main>
  );
}

/** All panes at once. A capture alone has its packets where the ladder of a run is. */
function Wide(props: Record<'wrong' | 'ladder' | 'selected' | 'below', ReactNode>) {
  const { wrong, ladder, selected, below } = props;
  const { panes } = TEXTS;
  const middle = (
    <Split
      name="selected"
      direction="row"
      sized="second"
      title={panes.selected}
      initial={360}
      first={ladder === false ? below : ladder}
      second={selected}
    />
  );
  const upper = (
    <Split
      name="wrong"
      direction="row"
      sized="first"
      title={panes.wrong}
      initial={innerWidth < 1200 ? 220 : 280}
      first={wrong}
      second={middle}
    />
  );
  if (ladder === false) return upper;
  return (
    <Split
      name="below"
      direction="column"
      sized="second"
      title={panes.below}
      initial={Math.round(innerHeight * 0.34)}
      first={upper}
      second={below}
    />
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return undefined;
  return (
    <details className="problems">
      <summary>{TEXTS.problems(problems.length)}</summary>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </details>
  );
}
