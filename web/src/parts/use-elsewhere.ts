/** What closes when something elsewhere is pressed. */
import { useEffect } from 'react';
import type { RefObject } from 'react';

/** Calls `onPress` when anything outside of a box is pressed, as long as it is open. */
export function useElsewhere(box: RefObject<Element | null>, isOpen: boolean, onPress: () => void): void {
  useEffect(() => {
    if (!isOpen) return undefined;
    const press = (event: PointerEvent): void => {
      if (!box.current!.contains(event.target as Node)) onPress();
    };
    addEventListener('pointerdown', press, true);
    return () => removeEventListener('pointerdown', press, true);
  }, [box, isOpen, onPress]);
}
