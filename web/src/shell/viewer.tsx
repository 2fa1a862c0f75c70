/** What is open: the ladder in the middle, what is wrong at its left, what is selected at its right, tables below. */
import { Ladder } from '../ladder/ladder.tsx';
import { Packets } from '../packets/packets.tsx';
import { Pane } from '../parts/pane.tsx';
import { Selected } from '../selected/selected.tsx';
import { TEXTS } from '../texts.ts';
import type { Overview } from '../worker/session.ts';
import { Wrong } from '../wrong/wrong.tsx';
import { Split } from './split.tsx';
import { Tabs } from './tabs.tsx';

/** The views of a run, or of a capture alone. */
export function Viewer({ overview }: { overview: Overview }) {
  const isRun = overview.run !== undefined;
  const tabs = [{ id: 'packets', title: TEXTS.tabs.packets, view: <Packets overview={overview} /> }];
  const selected = (
    <Pane title={TEXTS.panes.selected}>
      <Selected />
    </Pane>
  );
  const middle = (
    <Split
      name="selected"
      direction="row"
      sized="second"
      initial={380}
      first={
        isRun ? (
          <Pane title={TEXTS.panes.ladder}>
            <Ladder overview={overview} />
          </Pane>
        ) : (
          <Tabs name="tab" tabs={tabs} />
        )
      }
      second={selected}
    />
  );
  const upper = (
    <Split
      name="wrong"
      direction="row"
      sized="first"
      initial={280}
      first={
        <Pane title={TEXTS.panes.wrong}>
          <Wrong overview={overview} />
        </Pane>
      }
      second={middle}
    />
  );
  return (
    <main className="viewer">
      {overview.problems.length > 0 && (
        <details className="problems">
          <summary>{TEXTS.problems}</summary>
          <ul>
            {overview.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
      {isRun ? (
        <Split
          name="below"
          direction="column"
          sized="second"
          initial={260}
          first={upper}
          second={<Tabs name="tab" tabs={tabs} />}
        />
      ) : (
        upper
      )}
    </main>
  );
}
