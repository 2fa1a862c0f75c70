/** A pane with a heading. */
import type { ReactNode } from 'react';

/** A titled part of the page. @param tools what stands at the right of the title */
export function Pane({ title, tools, children }: { title: string; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className="titled" aria-label={title}>
      <div className="title">
        <h2>{title}</h2>
        {tools}
      </div>
      <div className="body">{children}</div>
    </section>
  );
}
