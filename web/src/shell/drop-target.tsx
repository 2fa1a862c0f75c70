/** The page takes a file that is dropped anywhere on it. */
import { useState } from 'react';
import type { DragEvent, ReactNode } from 'react';
import { TEXTS } from '../texts.ts';

/** Everything on the page, and a sign while a file is over it. */
export function DropTarget({ onFile, children }: { onFile(file: File): void; children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0];
    if (file === undefined) return;
    event.preventDefault();
    setOver(false);
    onFile(file);
  };
  return (
    <div className="page" onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      {children}
      {isOver && <div className="drop-sign">{TEXTS.dropHere}</div>}
    </div>
  );
}
