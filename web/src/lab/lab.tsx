/** A part of a lab: its handout, the program, the verdict as it comes, and what else can be done. */
import { useEffect, useMemo } from 'react';
import { OnePane } from '../shell/one-pane.tsx';
import { Split } from '../shell/split.tsx';
import { Tabs } from '../shell/tabs.tsx';
import { Pane } from '../parts/pane.tsx';
import { NARROW, useMedia } from '../parts/use-media.ts';
import { LAB } from '../texts/lab.ts';
import '../style/lab.css';
import type { DeskState, PartInfo } from '../api.ts';
import { partPath, post } from './api.ts';
import { ByHand } from './by-hand.ts';
import { Cases } from './cases.tsx';
import { Experiment } from './experiment.tsx';
import { History } from './history.tsx';
import { Markdown } from './markdown.tsx';
import { OwnText } from './own-text.ts';
import { Program } from './program.tsx';
import { ByHandView } from './terminal.tsx';
import { ToldNote } from './told-note.tsx';
import { useDesk, usePart } from './use-desk.ts';

/** The part. While a run of it is open, it is hidden and stays as it is. */
export function Lab({ id, isHidden }: { id: string; isHidden: boolean }) {
  const { part, error } = usePart(id);
  const { desk, isConnected } = useDesk(id);
  if (error !== undefined)
    return (
      <main className="start" hidden={isHidden}>
        <div>
          <ToldNote told={error} />
        </div>
      </main>
    );
  if (part === undefined || desk === undefined)
    return isHidden ? undefined : <p className="empty">{LAB.reading}</p>;
  return (
    <main className="viewer lab" hidden={isHidden}>
      {!isConnected && (
        <p className="error" role="alert">
          {LAB.lost}
        </p>
      )}
      <Workplace part={part} desk={desk} isHidden={isHidden} />
    </main>
  );
}

function Workplace({ part, desk, isHidden }: { part: PartInfo; desk: DeskState; isHidden: boolean }) {
  const isNarrow = useMedia(NARROW);
  const own = useOwnText(part, desk);
  const judge = useJudge(part.id, own);
  const byHand = useMemo(() => new ByHand(part.id), [part.id]);
  useEffect(() => () => byHand.close(), [byHand]);
  // The cases in the order of the part, whatever is judged first.
  const order = part.cases.filter((one) => desk.cases.some(({ id }) => id === one));
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (isHidden || event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.key !== 'Enter')
        return;
      event.preventDefault();
      judge();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [isHidden, judge]);
  const { panes, tabs } = LAB;
  const handout = (
    <Pane title={panes.handout}>
      <Markdown text={part.handout} />
    </Pane>
  );
  const program = (
    <Pane title={panes.program}>
      <Program part={part} desk={desk} own={own} />
    </Pane>
  );
  const cases = (
    <Pane title={panes.verdict}>
      <Cases desk={desk} />
    </Pane>
  );
  const below = (
    <Tabs
      name="tab"
      tabs={[
        {
          id: 'terminal',
          title: tabs.terminal,
          view: <ByHandView desk={desk} byHand={byHand} order={order} />,
        },
        {
          id: 'history',
          title: tabs.history,
          view: <History part={part.id} judgedAt={desk.judgedAt} />,
        },
        ...(part.hasExperiment
          ? [
              {
                id: 'experiment',
                title: tabs.experiment,
                view: <Experiment part={part.id} desk={desk} />,
              },
            ]
          : []),
      ]}
    />
  );
  return (
    <>
      <Bar part={part} desk={desk} judge={judge} />
      {isNarrow ? (
        <OnePane
          panes={[
            { id: 'handout', title: panes.handout, view: handout },
            { id: 'program', title: panes.program, view: program },
            { id: 'cases', title: panes.verdict, view: cases },
            { id: 'below', title: panes.below, view: below },
          ]}
        />
      ) : (
        <Split
          name="lab.handout"
          direction="row"
          sized="first"
          title={panes.handout}
          initial={Math.round(innerWidth * 0.3)}
          first={handout}
          second={
            <Split
              name="lab.below"
              direction="column"
              sized="second"
              title={panes.below}
              initial={Math.round(innerHeight * 0.3)}
              first={
                <Split
                  name="lab.cases"
                  direction="row"
                  sized="second"
                  title={panes.verdict}
                  initial={Math.round(innerWidth * 0.33)}
                  first={program}
                  second={cases}
                />
              }
              second={below}
            />
          }
        />
      )}
    </>
  );
}

/** The line above: the part, its edition and command line, and what starts and stops the judging. */
function Bar({ part, desk, judge }: { part: PartInfo; desk: DeskState; judge(): void }) {
  const edition = part.editions.find(({ id }) => id === desk.edition);
  const isReady = desk.path !== undefined;
  return (
    <div className="lab-bar tools">
      <h1>
        <span className="soft">{part.lab} /</span> {part.title}
      </h1>
      <code className="prototype">{edition?.prototype}</code>
      <span className="space" />
      {part.editions.length > 1 && (
        <label>
          {LAB.edition}{' '}
          <select
            value={desk.edition}
            onChange={({ target }) => void post(partPath(part.id, 'edition'), { edition: target.value })}
          >
            {part.editions.map(({ id, title }) => (
              <option key={id} value={id}>
                {id}: {title}
              </option>
            ))}
          </select>
        </label>
      )}
      {desk.isJudging && (
        <button type="button" onClick={() => void post(partPath(part.id, 'stop'))}>
          {LAB.judge.stop}
        </button>
      )}
      <button
        type="button"
        className="primary"
        disabled={!isReady}
        title={isReady ? LAB.judge.key : LAB.judge.noProgram}
        onClick={judge}
      >
        {LAB.judge.judge}
      </button>
    </div>
  );
}

/** The text of the file that is open; another one when another file is opened. */
function useOwnText(part: PartInfo, desk: DeskState): OwnText | undefined {
  const { path, isFolder } = desk;
  const own = useMemo(() => {
    if (path === undefined || isFolder === true) return undefined;
    const text: OwnText = new OwnText(partPath(part.id, 'file'), path, {
      label: LAB.editor.label(path),
      onJudge: () => void saveAndJudge(part.id, text),
    });
    return text;
  }, [part.id, path, isFolder]);
  useEffect(() => own?.follow(desk.version), [own, desk.version]);
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => {
      if (own?.state.isDirty === true) event.preventDefault();
    };
    addEventListener('beforeunload', leave);
    return () => removeEventListener('beforeunload', leave);
  }, [own]);
  return own;
}

function useJudge(part: string, own: OwnText | undefined): () => void {
  return useMemo(() => () => void saveAndJudge(part, own), [part, own]);
}

/** Saves what is not saved, which has it judged, as each save does; otherwise judges what is there. */
async function saveAndJudge(part: string, own: OwnText | undefined): Promise<void> {
  if (own?.state.isDirty === true) await own.save();
  else await post(partPath(part, 'judge')).catch(() => {}); // nothing is open
}
