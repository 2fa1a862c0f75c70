/** One terminal on the network of a case, and what became of it. */
import { LAB } from '../texts/lab.ts';
import type { TerminalView } from './terminal-view.ts';

/** How it stands. */
export interface ByHandState {
  readonly kind: 'none' | 'starting' | 'running' | 'ended';
  readonly case?: string;
  readonly notes?: readonly string[];
  /** The run that it left. */
  readonly item?: string;
  readonly error?: { readonly message: string; readonly hint?: string };
}

/** What the server says beside the bytes of the terminal. */
interface Message {
  readonly notes?: readonly string[];
  readonly item?: string;
  readonly summary?: string;
  readonly message?: string;
  readonly hint?: string;
}

/** Plays cases by hand, one after the other. Its element can be moved about while a shell runs. */
export class ByHand {
  /** Changes with each change, as React wants it. */
  state: ByHandState = { kind: 'none' };
  readonly element = document.createElement('div');
  readonly #part: string;
  readonly #listeners = new Set<() => void>();
  #socket: WebSocket | undefined;
  #view: TerminalView | undefined;

  constructor(part: string) {
    this.#part = part;
    this.element.className = 'screen';
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Starts a shell in a case; its terminal is as large as the element is now. @param leave the keyboard leaves it */
  async start(chosen: string, leave: () => void): Promise<void> {
    this.#end();
    this.#set({ kind: 'starting', case: chosen });
    const { openTerminal } = await import('./terminal-view.ts');
    this.#view?.close();
    const view = openTerminal(
      this.element,
      LAB.byHand.label(chosen),
      (bytes) => {
        if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes as Uint8Array<ArrayBuffer>);
      },
      leave,
    );
    this.#view = view;
    const url = new URL(`./api/parts/${encodeURIComponent(this.#part)}/terminal`, location.href);
    url.protocol = 'ws:';
    url.search = new URLSearchParams({
      case: chosen,
      columns: String(view.columns),
      rows: String(view.rows),
    }).toString();
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (socket !== this.#socket) return;
      if (typeof data === 'string') this.#hear(JSON.parse(data) as Message, view);
      else view.write(new Uint8Array(data));
    });
    socket.addEventListener('close', () => {
      if (socket !== this.#socket || this.state.kind === 'ended') return;
      this.#set({ kind: 'ended', case: chosen, error: { message: LAB.byHand.lost } });
    });
  }

  /** Ends the shell; the run is kept. */
  stop(): void {
    this.#socket?.close();
  }

  /** Ends everything. */
  close(): void {
    this.#end();
    this.#view?.close();
    this.#listeners.clear();
  }

  #end(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #hear({ notes, item, summary, message, hint }: Message, view: TerminalView): void {
    const { case: chosen = '' } = this.state;
    if (notes !== undefined) {
      this.#set({ kind: 'running', case: chosen, notes });
      view.focus();
    }
    if (summary !== undefined) view.write(`\r\n${summary.replaceAll('\n', '\r\n')}\r\n`);
    if (item !== undefined) this.#set({ ...this.state, kind: 'ended', item });
    if (message !== undefined) {
      this.#set({
        kind: 'ended',
        case: chosen,
        error: { message, ...(hint === undefined ? {} : { hint }) },
      });
    }
  }

  #set(state: ByHandState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
