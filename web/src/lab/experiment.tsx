/** The loss experiment: how many runs, how much is lost, progress, and the picture. */
import { useState } from 'react';
import type { FormEvent } from 'react';
import { LAB } from '../texts/lab.ts';
import type { DeskState } from '../api.ts';
import { partPath, post } from './api.ts';
import { ToldNote } from './told-note.tsx';

/** What is asked, and what came out. */
export function Experiment({ part, desk }: { part: string; desk: DeskState }) {
  const [runs, setRuns] = useState('60');
  const [loss, setLoss] = useState('50');
  const [error, setError] = useState<Error>();
  const { experiment, path } = desk;
  const start = (event: FormEvent): void => {
    event.preventDefault();
    setError(undefined);
    post(partPath(part, 'experiment'), { runs: Number(runs), loss: Number(loss) }).catch(setError);
  };
  return (
    <div className="experiment">
      <p className="soft">{LAB.experiment.lead}</p>
      <form className="tools" onSubmit={start}>
        <label>
          {LAB.experiment.runs}{' '}
          <input
            type="number"
            min={1}
            max={1000}
            value={runs}
            onChange={({ target }) => setRuns(target.value)}
          />
        </label>
        <label>
          {LAB.experiment.loss}{' '}
          <input
            type="number"
            min={0}
            max={95}
            value={loss}
            onChange={({ target }) => setLoss(target.value)}
          />
        </label>
        <button
          type="submit"
          className="primary"
          disabled={path === undefined || experiment?.isRunning === true}
          title={path === undefined ? LAB.judge.noProgram : undefined}
        >
          {LAB.experiment.start}
        </button>
        {experiment?.isRunning === true && (
          <button type="button" onClick={() => void post(partPath(part, 'experiment', 'stop'))}>
            {LAB.experiment.stop}
          </button>
        )}
      </form>
      {error !== undefined && <ToldNote told={error} />}
      {experiment?.error !== undefined && <ToldNote told={experiment.error} />}
      {experiment !== undefined && (
        <div role="status">
          {experiment.isRunning && (
            <progress value={experiment.done} max={experiment.runs} aria-label={LAB.experiment.start} />
          )}
          <p>
            {LAB.experiment.progress(experiment.done, experiment.runs)}
            {experiment.words !== undefined && `: ${experiment.words}`}
          </p>
        </div>
      )}
      {experiment?.picture !== undefined && (
        <img
          src={`./api/${partPath(part, 'experiment.svg')}?${experiment.picture}`}
          alt={`${LAB.experiment.picture}. ${experiment.words ?? ''}`}
        />
      )}
    </div>
  );
}
