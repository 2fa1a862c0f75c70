/** The guided tour of a recorded run: a strip below the header, which selects what it speaks of. */
import { useEffect } from 'react';
import { addressOf, go, useAddress } from '../state/address.ts';
import { DEMO_TEXTS } from '../texts/demo.ts';
import { addressOfStep, goToDemo, stepOf } from './demos.ts';
import type { Demo } from './demos.ts';

/** The strip; nothing when it was closed. */
export function Tour({ demo, demos }: { demo: Demo; demos: readonly Demo[] }) {
  const [word] = useAddress('step');
  const step = stepOf(demo, word);
  // An address that names only the run begins its tour; one that selects something keeps that.
  useEffect(() => {
    if (addressOf('step') === '' && addressOf('at') === '') go(addressOfStep(demo, 1));
  }, [demo]);
  const show = (next: number): void => go(addressOfStep(demo, next), 'push');
  if (step === undefined) return undefined;
  const { title, text } = demo.steps[step - 1]!;
  const after = demos[(demos.indexOf(demo) + 1) % demos.length]!;
  const isLast = step === demo.steps.length;
  return (
    <aside
      className="tour"
      aria-label={DEMO_TEXTS.tour}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault(); // it has a meaning on the page, too
        go({ step: 'closed' });
      }}
    >
      <div className="tour-text" aria-live="polite">
        <h2>
          <span className="tour-step">{DEMO_TEXTS.step(step, demo.steps.length)}</span> {title}
        </h2>
        <p>{text}</p>
      </div>
      <div className="tools">
        <select
          aria-label={DEMO_TEXTS.which}
          value={demo.name}
          onChange={({ target }) => goToDemo(demos.find(({ name }) => name === target.value)!)}
        >
          {demos.map((one) => (
            <option key={one.name} value={one.name}>
              {one.title}
            </option>
          ))}
        </select>
        <span className="space" />
        <button type="button" disabled={step === 1} onClick={() => show(step - 1)}>
          {DEMO_TEXTS.back}
        </button>
        <button
          type="button"
          className="primary"
          title={isLast ? after.title : undefined}
          onClick={() => (isLast ? goToDemo(after) : show(step + 1))}
        >
          {isLast ? DEMO_TEXTS.nextRun : DEMO_TEXTS.next}
        </button>
        <button
          type="button"
          className="quiet icon"
          aria-label={DEMO_TEXTS.close}
          title={DEMO_TEXTS.close}
          onClick={() => go({ step: 'closed' })}
        >
          ✕
        </button>
      </div>
    </aside>
  );
}

/** The button that opens the tour again when it was closed. */
export function TourAgain({ demo }: { demo: Demo }) {
  const [word] = useAddress('step');
  if (stepOf(demo, word) !== undefined) return undefined;
  return (
    <button type="button" onClick={() => go(addressOfStep(demo, 1), 'push')}>
      {DEMO_TEXTS.again}
    </button>
  );
}
