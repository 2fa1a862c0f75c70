/** The line at the top: what is open, its verdict, and the theme. */
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Badge } from '../parts/badge.tsx';
import { useSetting } from '../state/settings.ts';
import { TEXTS } from '../texts.ts';
import type { Overview } from '../worker/session.ts';
import { go, useAddress } from '../state/address.ts';
import { LAB } from '../texts/lab.ts';

const THEMES = ['auto', 'light', 'dark'] as const;

/** The header. @param title what is open @param tools buttons of what is open */
export function Header({
  title,
  tools,
  onFile,
}: {
  title: Overview | undefined;
  tools?: ReactNode;
  onFile(file: File): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [part] = useAddress('part');
  const verdict = title?.verdict;
  const name = verdict === undefined ? title?.title : `${verdict.part} · ${verdict.id}`;
  return (
    <header className="header">
      <a
        className="brand"
        href="./"
        aria-label={TEXTS.name}
        onClick={(event) => {
          event.preventDefault();
          go({ open: '', part: '', demo: '', step: '', at: '', filter: '', tab: '' }, 'push');
          location.reload();
        }}
      >
        <img src="./icon.svg" alt="" width={20} height={20} /> <span className="wide">{TEXTS.name}</span>
      </a>
      {title !== undefined && part !== '' && <BackToLab part={part} />}
      {title !== undefined && (
        <h1>
          <span className="ellipsis" title={name}>
            {name}
          </span>
          {verdict !== undefined && <Badge result={verdict.verdict} />}
        </h1>
      )}
      <span className="space" />
      {tools}
      <button type="button" onClick={() => input.current?.click()}>
        {TEXTS.openFile}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={TEXTS.openFile}
        onChange={({ target }) => target.files?.[0] !== undefined && onFile(target.files[0])}
      />
      <Theme />
    </header>
  );
}

/** From a run to the part that it is of. */
function BackToLab({ part }: { part: string }) {
  return (
    <button
      type="button"
      className="quiet"
      aria-label={LAB.back(part)}
      onClick={() => go({ open: '', at: '', filter: '', tab: '' }, 'push')}
    >
      ← {part}
    </button>
  );
}

function Theme() {
  const [setting, set] = useSetting('theme', 'auto');
  const theme = THEMES.find((one) => one === setting) ?? 'auto';
  document.documentElement.dataset['theme'] = theme;
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <button
      type="button"
      className="icon"
      data-key="theme"
      onClick={() => set(next)}
      title={TEXTS.theme[theme]}
      aria-label={TEXTS.theme[theme]}
    >
      {theme === 'dark' ? '☾' : theme === 'light' ? '☀' : '◐'}
    </button>
  );
}
