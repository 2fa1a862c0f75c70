/** The terminal itself: xterm in the page's colors. It is loaded when someone plays by hand. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import type { ITheme } from '@xterm/xterm';

/** Lines that can be scrolled back to. */
const SCROLLBACK = 5000;

/** A terminal on the page. */
export interface TerminalView {
  readonly columns: number;
  readonly rows: number;
  write(bytes: Uint8Array | string): void;
  focus(): void;
  close(): void;
}

/**
 * Opens a terminal in an element that is shown, as large as that is.
 * @param onInput gets what is typed
 * @param onLeave F6 was pressed, which leaves the terminal by keyboard
 */
export function openTerminal(
  element: HTMLElement,
  label: string,
  onInput: (bytes: Uint8Array) => void,
  onLeave: () => void,
): TerminalView {
  element.replaceChildren();
  const style = getComputedStyle(element);
  const terminal = new Terminal({
    scrollback: SCROLLBACK,
    fontFamily: style.getPropertyValue('--mono'),
    fontSize: 13,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    screenReaderMode: true,
    minimumContrastRatio: 4.5,
    theme: themeOf(element),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', label);
  fit.fit();
  terminal.attachCustomKeyEventHandler(({ key, type }) => {
    if (key !== 'F6') return true;
    if (type === 'keydown') onLeave();
    return false;
  });
  const encoder = new TextEncoder();
  terminal.onData((text) => onInput(encoder.encode(text)));
  // Reports of the mouse are bytes, not text.
  terminal.onBinary((text) => onInput(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
  const repaint = (): void => void (terminal.options.theme = themeOf(element));
  const watcher = new MutationObserver(repaint);
  watcher.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', repaint);
  return {
    columns: terminal.cols,
    rows: terminal.rows,
    write: (bytes) => terminal.write(bytes),
    focus: () => terminal.focus(),
    close: () => {
      watcher.disconnect();
      media.removeEventListener('change', repaint);
      terminal.dispose();
    },
  };
}

/** The page's colors as xterm wants them. */
function themeOf(element: HTMLElement): ITheme {
  const probe = document.createElement('span');
  element.append(probe);
  const color = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return hexOf(getComputedStyle(probe).color);
  };
  const theme = {
    background: color('pane'),
    foreground: color('text'),
    cursor: color('accent'),
    cursorAccent: color('pane'),
    selectionBackground: color('chosen'),
  };
  probe.remove();
  return theme;
}

/** `rgb(1, 2, 3)` as `#010203`. */
function hexOf(color: string): string {
  const numbers = color.match(/\d+/g)?.slice(0, 3) ?? [];
  return `#${numbers.map((number) => Number(number).toString(16).padStart(2, '0')).join('')}`;
}
