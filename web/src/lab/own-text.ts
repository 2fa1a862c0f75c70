/** The file in the editor and the file on disk: which is newer, and what to do when both were changed. */
import type { FileContent, Saved } from '../api.ts';
import { get, post } from './api.ts';
import type { CodeEditor } from './code-editor.ts';

/** How the text stands. */
export interface TextState {
  readonly editor: CodeEditor | undefined;
  /** Whether the file is there but cannot be edited here. */
  readonly isNoText: boolean;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** The file as it is now, where it was changed elsewhere while it was edited here. */
  readonly conflict: FileContent | undefined;
  readonly error: Error | undefined;
}

const NOTHING: TextState = {
  editor: undefined,
  isNoText: false,
  isDirty: false,
  isSaving: false,
  conflict: undefined,
  error: undefined,
};

/** What the editor's keys do beyond the text. */
export interface TextKeys {
  readonly label: string;
  onJudge(): void;
}

/** One file, loaded into one editor. */
export class OwnText {
  /** Changes with each change of the state, as React wants it. */
  state: TextState = NOTHING;
  readonly #address: string;
  readonly #path: string;
  readonly #keys: TextKeys;
  readonly #listeners = new Set<() => void>();
  /** What was read or saved last. */
  #base: FileContent | undefined;
  #disk: string | undefined;
  #isBusy = false;
  #isClosed = false;

  /**
   * @param address of the file, below `api/`
   * @param path its ending says the language
   */
  constructor(address: string, path: string, keys: TextKeys) {
    this.#address = address;
    this.#path = path;
    this.#keys = keys;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The file on disk has this version: what was not changed here follows it. */
  follow(version: string | undefined): void {
    this.#disk = version;
    void this.#lookAtDisk();
  }

  /** Saves the text. Returns whether the file has it now. */
  async save(): Promise<boolean> {
    const { editor, conflict } = this.state;
    if (editor === undefined || this.#base === undefined || conflict !== undefined || this.#isBusy)
      return false;
    const text = editor.text();
    this.#isBusy = true;
    this.#set({ isSaving: true, error: undefined });
    try {
      const saved = await post<Saved>(this.#address, { text, version: this.#base.version });
      if (!saved.isSaved) {
        this.#set({ isSaving: false, conflict: saved.now });
        return false;
      }
      this.#base = { text, version: saved.version };
      this.#disk = saved.version;
      this.#set({ isSaving: false, isDirty: editor.text() !== text });
      return true;
    } catch (error) {
      this.#set({ isSaving: false, error: error as Error });
      return false;
    } finally {
      this.#isBusy = false;
      void this.#lookAtDisk();
    }
  }

  /** Takes the file as it is on disk; undo brings the text before back. */
  takeDisk(): void {
    const { conflict } = this.state;
    if (conflict?.text === undefined) return;
    this.#base = conflict;
    this.state.editor?.replace(conflict.text);
    this.#set({ isDirty: false, conflict: undefined });
  }

  /** Overwrites the file with the text that is here. */
  keepMine(): Promise<boolean> {
    const { conflict } = this.state;
    if (conflict === undefined) return Promise.resolve(false);
    this.#base = conflict;
    this.#set({ conflict: undefined });
    return this.save();
  }

  /** Ends the editor. */
  close(): void {
    this.#isClosed = true;
    this.state.editor?.close();
    this.#listeners.clear();
  }

  async #lookAtDisk(): Promise<void> {
    // A file that is gone may come back; its text is still here.
    if (this.#isBusy || this.#disk === undefined || this.#disk === this.#base?.version) return;
    this.#isBusy = true;
    try {
      const now = await get<FileContent>(this.#address);
      await this.#take(now);
      this.#disk = now.version;
    } catch (error) {
      this.#disk = this.#base?.version;
      this.#set({ error: error as Error });
    } finally {
      this.#isBusy = false;
    }
  }

  async #take(now: FileContent): Promise<void> {
    const { editor, isDirty } = this.state;
    if (now.text === undefined) {
      if (editor === undefined || !isDirty) this.#set({ isNoText: true });
      return;
    }
    if (editor === undefined) return this.#begin(now.text, now);
    if (isDirty && editor.text() !== now.text) return this.#set({ conflict: now });
    this.#base = now;
    if (editor.text() !== now.text) editor.replace(now.text);
    this.#set({ isDirty: false, isNoText: false, conflict: undefined });
  }

  async #begin(text: string, now: FileContent): Promise<void> {
    const { makeEditor } = await import('./code-editor.ts');
    if (this.#isClosed) return;
    this.#base = now;
    const editor = makeEditor({
      text,
      path: this.#path,
      label: this.#keys.label,
      onChange: () => this.#set({ isDirty: editor.text() !== this.#base?.text }),
      onSave: () => void this.save(),
      onJudge: this.#keys.onJudge,
    });
    this.#set({ editor, isNoText: false });
  }

  #set(changes: Partial<TextState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.#listeners) listener();
  }
}
