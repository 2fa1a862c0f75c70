/** The ladder: a column for each actor, the wire between them, one row for each moment. */
import type { LadderRow } from '@wireside/trace';
import { parseEvidence } from '@wireside/trace';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useBlocks } from '../ask/use-blocks.ts';
import { nextPlace } from '../parts/steps.ts';
import { useAddress } from '../state/address.ts';
import { setHover, useHover } from '../state/hover.ts';
import '../style/ladder.css';
import { LADDER_TEXTS } from '../texts/ladder.ts';
import type { LadderChoice, LadderHead, LadderOutline, OpenFold } from '../worker/ladder.ts';
import { isInside, placesOf } from './folds.ts';
import { Heads } from './heads.tsx';
import { hoverOf, isNear } from './hovered.ts';
import { pageOf } from './page-size.ts';
import { Minimap } from './minimap.tsx';
import { Offsets, usualMicros } from './offsets.ts';
import { Row } from './row.tsx';
import { byPlace, Tip } from './tip.tsx';
import { useCursor } from './use-cursor.ts';
import { useIntoView, useStay } from './use-place.ts';
import { useSize } from './use-size.ts';
import { useTall } from './use-tall.ts';
import { useViewSettings } from './view-settings.ts';

/** Narrower than this, two actors get lanes too. */
const MIN_SIDES = 560;
/** Narrower than this, packets and calls are said in fewer words. */
const MIN_WORDS = 900;

/** The ladder of a run. */
export function Ladder() {
  const [rows] = useAddress('rows');
  const isFolded = rows !== 'all';
  const [open, setOpen] = useState<readonly OpenFold[]>([]);
  const choice: LadderChoice = useMemo(
    () => (isFolded ? { isFolded, open: open.map(({ fold }) => fold) } : { isFolded }),
    [isFolded, open],
  );
  const { value: head, isPending } = useAsk('ladder', choice);
  if (head === undefined) return isPending ? undefined : <p className="empty">{LADDER_TEXTS.none}</p>;
  if (head.count === 0) return <p className="empty">{LADDER_TEXTS.empty}</p>;
  return <Drawn head={head} choice={choice} open={isFolded ? open : NONE} setOpen={setOpen} />;
}

const NONE: readonly OpenFold[] = [];

interface DrawnProps {
  readonly head: LadderHead;
  readonly choice: LadderChoice;
  readonly open: readonly OpenFold[];
  setOpen(open: readonly OpenFold[]): void;
}

function Drawn({ head, choice, open, setOpen }: DrawnProps) {
  const client = useClient();
  const key = JSON.stringify(choice);
  const { value: outline } = useAsk('ladderOutline', choice);
  const { value: marks = [] } = useAsk('ladderMarks', choice);
  const marksAt = useMemo(() => byPlace(marks), [marks]);

  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const heads = useRef<HTMLDivElement>(null);
  const { height: headHeight } = useSize(heads);
  const hasLanes = head.columns.length !== 2 || (width > 0 && width < MIN_SIDES);
  const { line, isProportional, zoom, step } = useViewSettings();
  const offsets = useOffsets(head, outline, { line, hasLanes, zoom: isProportional ? zoom : undefined });
  const onView = useRef(() => {});
  const tellView = useCallback(() => onView.current(), []);
  const tall = useTall(scroller, offsets, headHeight, tellView);

  const ask = useCallback(
    (range: { from: number; to: number }) => client.ask('ladderRows', { ...choice, ...range }),
    [client, choice],
  );
  const rowAt = useBlocks<LadderRow>(key, [tall.first, tall.last], ask);

  const openPlaces = useMemo(() => placesOf(open), [open]);
  const { selected, choose, toggle } = useCursor({ choice, open, setOpen, openPlaces, rowAt });
  useStay(offsets, tall, selected);
  useIntoView(selected < 0 || outline === undefined ? '' : `${key} ${selected}`, selected, offsets, tall);

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && selected >= 0) return void (event.preventDefault(), toggle(selected));
    if (event.key === '+' || event.key === '-')
      return void (event.preventDefault(), step(event.key === '+' ? 1 : -1));
    const next = nextPlace(event.key, selected, head.count, () => pageOf(tall.view(), offsets, selected));
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
  };
  const click = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const place = Number(target.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? -1);
    if (place < 0) return;
    if (rowAt(place)?.kind === 'fold') toggle(place);
    else choose(place, target.closest<HTMLElement>('[data-at]')?.dataset['at']);
  };
  const over = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const row = rowAt(Number(target.closest<HTMLElement>('[data-place]')?.dataset['place'] ?? -1));
    const pointed = parseEvidence(target.closest<HTMLElement>('[data-at]')?.dataset['at'] ?? '');
    setHover(row === undefined ? undefined : hoverOf(row, pointed));
  };
  const hover = useHover();

  const places = Array.from({ length: Math.max(0, tall.last - tall.first + 1) }, (_, i) => tall.first + i);
  return (
    <div
      className={`ladder ${hasLanes ? 'lanes' : 'sides'}`}
      style={{ '--row': `${line}px`, '--columns': head.columns.length } as object}
    >
      <div
        ref={scroller}
        className="ladder-scroller"
        role="grid"
        aria-label={LADDER_TEXTS.title}
        aria-rowcount={head.count + 1}
        tabIndex={0}
        onKeyDown={press}
        onScroll={tall.onScroll}
        aria-activedescendant={
          selected >= tall.first && selected <= tall.last ? `ladder-${selected}` : undefined
        }
      >
        <Heads ref={heads} head={head} hasLanes={hasLanes} />
        <div
          role="rowgroup"
          className="ladder-rows"
          style={{ height: tall.height }}
          onClick={click}
          onMouseOver={over}
          onMouseLeave={() => setHover(undefined)}
        >
          {places.map((place) => {
            const row = rowAt(place);
            return (
              <Row
                key={place}
                row={row}
                head={head}
                place={place}
                top={offsets.top(place) - tall.shift}
                height={offsets.height(place)}
                hasLanes={hasLanes}
                isNarrow={hasLanes || width < MIN_WORDS}
                isSelected={place === selected}
                isNear={row !== undefined && isNear(row, hover)}
                isOpen={openPlaces.has(place)}
                isInside={isInside(openPlaces, place)}
                isBroken={offsets.isBroken(place)}
                marks={marksAt.get(place)}
              />
            );
          })}
        </div>
      </div>
      <Minimap
        head={head}
        outline={outline}
        offsets={offsets}
        marks={marks}
        selected={selected}
        onView={onView}
        view={tall.view}
        scrollTo={tall.scrollTo}
      />
      <Tip marks={marksAt} within={scroller} />
    </div>
  );
}

/** The offsets of the rows. @param zoom of the scale of time; undefined for rows of one height */
function useOffsets(
  { count }: LadderHead,
  outline: LadderOutline | undefined,
  { line, hasLanes, zoom }: { line: number; hasLanes: boolean; zoom: number | undefined },
): Offsets {
  return useMemo(() => {
    const perMicro =
      zoom === undefined || outline === undefined ? undefined : (line / usualMicros(outline)) * zoom;
    return new Offsets(count, outline, { line, hasLanes, perMicro });
  }, [count, outline, line, hasLanes, zoom]);
}
