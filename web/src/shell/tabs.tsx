/** Tabs, of which one is shown; its id is in the address bar. */
import { Suspense } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { CollapseButton } from '../parts/collapse.tsx';
import { useAddress } from '../state/address.ts';
import { TEXTS } from '../texts.ts';

/** A tab. */
export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly view: ReactNode;
}

/** Tabs by the pattern of the ARIA Authoring Practices. @param name where the address keeps the shown one */
export function Tabs({ name, tabs }: { name: 'tab'; tabs: readonly Tab[] }) {
  const [id, set] = useAddress(name);
  const shown = tabs.find((tab) => tab.id === id) ?? tabs[0]!;
  const key = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length]!;
    set(next.id);
    document.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <section className="tabs" aria-label={TEXTS.panes.below}>
      <div className="tab-bar">
        <div role="tablist" aria-label={TEXTS.panes.below} onKeyDown={key}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              id={`tab-${tab.id}`}
              type="button"
              role="tab"
              aria-selected={tab === shown}
              // The panels of the others do not exist.
              aria-controls={tab === shown ? `panel-${tab.id}` : undefined}
              tabIndex={tab === shown ? 0 : -1}
              onClick={() => set(tab.id)}
            >
              {tab.title}
            </button>
          ))}
        </div>
        <CollapseButton title={TEXTS.panes.below} />
      </div>
      <div role="tabpanel" id={`panel-${shown.id}`} aria-labelledby={`tab-${shown.id}`}>
        <Suspense fallback={<p className="empty">{TEXTS.loading}</p>}>{shown.view}</Suspense>
      </div>
    </section>
  );
}
