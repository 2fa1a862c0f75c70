/** Which row is selected: by the address, and of several rows that show the same, by which one was chosen. */
import type { LadderRow } from '@wireside/trace';
import { evidenceWord, parseEvidence, rowShows } from '@wireside/trace';
import { useEffect, useMemo, useState } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { addressOf, select, useAddress } from '../state/address.ts';
import type { LadderChoice, OpenFold } from '../worker/ladder.ts';
import { evidenceOf } from './evidence-of.ts';
import { foldedPlace, withFold } from './folds.ts';

/** The row that is selected, and what the address said when it was. */
interface Cursor {
  readonly place: number;
  readonly word: string;
  readonly key: string;
}

/** What the selection needs. */
export interface CursorProps {
  readonly choice: LadderChoice;
  readonly open: readonly OpenFold[];
  setOpen(open: readonly OpenFold[]): void;
  /** The open folds by their places. */
  readonly openPlaces: ReadonlyMap<number, number>;
  rowAt(place: number): LadderRow | undefined;
}

/** The selection. */
export interface Selection {
  /** Place of the selected row; -1 for none. */
  readonly selected: number;
  /** Selects a row. @param wanted what a part of the row is about, as the address has it */
  choose(place: number, wanted?: string): void;
  /** Opens a fold, or closes it. */
  toggle(place: number): void;
}

/** The selected row, and how to select another one. A fold that holds what the address names is opened. */
export function useCursor({ choice, open, setOpen, openPlaces, rowAt }: CursorProps): Selection {
  const key = JSON.stringify(choice);
  const [word] = useAddress('at');
  const [cursor, setCursor] = useState<Cursor>({ place: -1, word: '', key });
  const at = useMemo(() => parseEvidence(word), [word]);
  const isOwn = cursor.place >= 0 && cursor.word === word && cursor.key === key;
  const question = at === undefined || isOwn ? 'nothing' : { ...choice, at };
  const { value: asked, isPending } = useAsk('ladderPlace', question);
  const selected = isOwn ? cursor.place : isPending ? -1 : (asked?.place ?? -1);
  useEffect(() => {
    if (asked?.fold !== undefined && !isOwn && !isPending) setOpen(withFold(open, asked.fold));
  }, [asked, isOwn, isPending]);
  const choose = (place: number, wanted?: string): void => {
    const row = rowAt(place);
    const evidence =
      wanted === undefined ? (row === undefined ? undefined : evidenceOf(row)) : parseEvidence(wanted);
    const isHere = row !== undefined && evidence !== undefined && rowShows(row, evidence);
    // A row that has no address is chosen in the ladder only.
    if (evidence === undefined || isHere)
      setCursor({ place, key, word: evidence === undefined ? addressOf('at') : evidenceWord(evidence) });
    if (evidence !== undefined) select(evidence);
  };
  const toggle = (place: number): void => {
    const size = rowAt(place)?.fold;
    if (size === undefined || rowAt(place)?.kind !== 'fold') return;
    const fold = foldedPlace(openPlaces, place);
    const isOpen = openPlaces.has(place);
    const next = isOpen ? open.filter((one) => one.fold !== fold) : withFold(open, { fold, size });
    setOpen(next);
    setCursor({
      place,
      word: addressOf('at'),
      key: JSON.stringify({ ...choice, open: next.map((one) => one.fold) }),
    });
  };
  return { selected, choose, toggle };
}
