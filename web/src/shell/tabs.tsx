/** Tabs, of which one is shown; its id is in the address bar. */
import type { KeyboardEvent, ReactNode } from 'react';
import { useAddress } from '../state/address.ts';

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
    <section className="tabs">
      <div role="tablist" onKeyDown={key}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab === shown}
            aria-controls={`panel-${tab.id}`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => set(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`panel-${shown.id}`} aria-labelledby={`tab-${shown.id}`}>
        {shown.view}
      </div>
    </section>
  );
}
