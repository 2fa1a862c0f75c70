/** The page's editor: CodeMirror with the page's colors. It is loaded when a file is opened. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import type { LanguageSupport } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** What the page does with a text. */
export interface EditorOptions {
  readonly text: string;
  /** Its ending says the language. */
  readonly path: string;
  readonly label: string;
  onChange(): void;
  onSave(): void;
  onJudge(): void;
}

/** An editor of one text. */
export interface CodeEditor {
  readonly element: HTMLElement;
  text(): string;
  /** Replaces the text; undo brings the one before back. */
  replace(text: string): void;
  /** Puts the cursor on a line, from 1, and shows it. */
  goTo(line: number): void;
  close(): void;
}

/** Languages by endings; each is loaded by itself. */
const LANGUAGES: readonly [RegExp, () => Promise<LanguageSupport>][] = [
  [/\.py$/i, async () => (await import('@codemirror/lang-python')).python()],
  [/\.[cm]?jsx?$/i, async () => (await import('@codemirror/lang-javascript')).javascript()],
  [
    /\.[cm]?tsx?$/i,
    async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  ],
  [/\.(?:c|h|cc|cpp|cxx|hpp)$/i, async () => (await import('@codemirror/lang-cpp')).cpp()],
  [/\.java$/i, async () => (await import('@codemirror/lang-java')).java()],
  [/\.ya?ml$/i, async () => (await import('@codemirror/lang-yaml')).yaml()],
];

const COLORS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.bool, tags.null], color: 'var(--m5)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--m2)' },
  { tag: [tags.number, tags.atom], color: 'var(--m1)' },
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--m0)' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--m3)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--m0)' },
  { tag: tags.invalid, color: 'var(--fail)' },
]);

const THEME = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--pane)', color: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', fontSize: 'var(--size-mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--back)',
    color: 'var(--soft)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--over) 60%, transparent)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused > .cm-scroller': { boxShadow: 'inset 0 0 0 2px var(--accent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection': {
    backgroundColor: 'var(--chosen) !important',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--near)' },
});

/** Makes an editor; its element is to be shown. */
export function makeEditor(options: EditorOptions): CodeEditor {
  const element = document.createElement('div');
  element.className = 'editor';
  const language = new Compartment();
  const view = new EditorView({
    parent: element,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        indentUnit.of(/\.ya?ml$/i.test(options.path) ? '  ' : '    '),
        EditorState.lineSeparator.of(options.text.includes('\r\n') ? '\r\n' : '\n'),
        syntaxHighlighting(COLORS),
        THEME,
        language.of([]),
        EditorView.contentAttributes.of({ 'aria-label': options.label }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && options.onChange()),
        keymap.of([
          { key: 'Mod-s', run: () => (options.onSave(), true), preventDefault: true },
          { key: 'Mod-Enter', run: () => (options.onJudge(), true) },
          // Escape, then Tab, leaves the editor by keyboard (CodeMirror's own rule).
          indentWithTab,
          ...closeBracketsKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
      ],
    }),
  });
  void LANGUAGES.find(([ending]) => ending.test(options.path))?.[1]().then(
    (support) => view.dispatch({ effects: language.reconfigure(support) }),
    () => {}, // without colors
  );
  return {
    element,
    text: () => view.state.sliceDoc(),
    replace: (text) => {
      const { anchor } = view.state.selection.main;
      const insert = view.state.toText(text);
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert },
        selection: { anchor: Math.min(anchor, insert.length) },
      });
    },
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    close: () => view.destroy(),
  };
}
