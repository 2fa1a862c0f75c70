/** The program: which file it is, and its text. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { FormEvent } from 'react';
import { LAB } from '../texts/lab.ts';
import type { DeskState, PartInfo } from '../api.ts';
import type { Refused } from './api.ts';
import { partPath, post } from './api.ts';
import { KeptElement } from './kept-element.tsx';
import type { OwnText } from './own-text.ts';
import { ToldNote } from './told-note.tsx';

/** The file, and its text if it can be edited here. */
export function Program({ part, desk, own }: { part: PartInfo; desk: DeskState; own: OwnText | undefined }) {
  const [isChanging, setChanging] = useState(false);
  useEffect(() => setChanging(false), [desk.path]);
  if (desk.path === undefined || isChanging) return <Choose part={part} desk={desk} />;
  return (
    <div className="program">
      <div className="tools">
        <code className="ellipsis" title={desk.path}>
          {desk.path}
        </code>
        <button type="button" className="quiet" onClick={() => setChanging(true)}>
          {LAB.path.change}
        </button>
        <span className="space" />
        {own !== undefined && <SaveState own={own} />}
      </div>
      {desk.isFolder === true && <p className="empty">{LAB.path.folder}</p>}
      {own !== undefined && <Text own={own} />}
    </div>
  );
}

/** Whether what is here is saved, and a button that saves it. */
function SaveState({ own }: { own: OwnText }) {
  const { editor, isDirty, isSaving } = useSyncExternalStore(own.subscribe, () => own.state);
  if (editor === undefined) return undefined;
  return (
    <>
      <span className="soft" role="status">
        {isDirty ? LAB.editor.unsaved : LAB.editor.saved}
      </span>
      <button
        type="button"
        disabled={!isDirty || isSaving}
        title={LAB.editor.saveKey}
        onClick={() => void own.save()}
      >
        {LAB.editor.save}
      </button>
    </>
  );
}

/** The editor, and what is said when the file was changed elsewhere too. */
function Text({ own }: { own: OwnText }) {
  const { editor, isNoText, conflict, error } = useSyncExternalStore(own.subscribe, () => own.state);
  if (isNoText) return <p className="empty">{LAB.path.noText}</p>;
  return (
    <>
      {conflict !== undefined && (
        <div className="conflict" role="alert">
          <p>{LAB.editor.conflict}</p>
          <div className="tools">
            {conflict.text !== undefined && (
              <button type="button" onClick={() => own.takeDisk()}>
                {LAB.editor.takeDisk}
              </button>
            )}
            <button type="button" onClick={() => void own.keepMine()}>
              {LAB.editor.keepMine}
            </button>
          </div>
        </div>
      )}
      {error !== undefined && <ToldNote told={error} />}
      {editor === undefined ? (
        error === undefined && <p className="empty">{LAB.editor.loading}</p>
      ) : (
        <KeptElement element={editor.element} className="editor-place" />
      )}
    </>
  );
}

/** Names the file. */
function Choose({ part, desk }: { part: PartInfo; desk: DeskState }) {
  const [path, setPath] = useState(desk.path ?? '');
  const [error, setError] = useState<Refused>();
  const take = (isNew: boolean): void => {
    setError(undefined);
    post(partPath(part.id, 'program'), { path, isNew }).catch((refused: Refused) => setError(refused));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    take(false);
  };
  return (
    <form className="choose" onSubmit={submit}>
      <p>{LAB.path.lead}</p>
      <label htmlFor="program-path">{LAB.path.label}</label>
      <div className="tools">
        <input
          id="program-path"
          type="text"
          value={path}
          placeholder={LAB.path.example(part.program)}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          onChange={({ target }) => setPath(target.value)}
        />
        <button type="submit" className="primary" disabled={path.trim() === ''}>
          {LAB.path.take}
        </button>
      </div>
      {error !== undefined && (
        <>
          <ToldNote told={error} />
          {error.isMissing && (
            <button type="button" onClick={() => take(true)}>
              {LAB.path.make}
            </button>
          )}
        </>
      )}
      <p className="soft">{LAB.path.rule}</p>
    </form>
  );
}
