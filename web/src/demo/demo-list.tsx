/** The recorded runs on the start page. */
import { DEMO_TEXTS } from '../texts/demo.ts';
import type { Demo } from './demos.ts';
import { goToDemo } from './demos.ts';

/** A card for each. */
export function DemoList({ demos }: { demos: readonly Demo[] }) {
  if (demos.length === 0) return undefined;
  return (
    <section aria-labelledby="demos">
      <h2 id="demos">{DEMO_TEXTS.title}</h2>
      <ul className="demos">
        {demos.map((demo) => (
          <li key={demo.name}>
            <a
              href={`?demo=${demo.name}`}
              onClick={(event) => {
                event.preventDefault();
                goToDemo(demo);
              }}
            >
              {demo.title}
            </a>
            <p>{demo.text}</p>
            <small>{DEMO_TEXTS.steps(demo.steps.length)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
