/** A pane with a heading. */
import type { ReactNode } from 'react';
import { CollapseButton } from './collapse.tsx';

/** A titled part of the page. @param tools what stands at the right of the title */
export function Pane({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="titled" aria-label={title}>
      <div className="title">
        <h2 className="ellipsis">{title}</h2>
        {tools}
        <CollapseButton title={title} />
      </div>
      <div className="body">{children}</div>
    </section>
  );
}
