/** An element that outlives the components that show it: an editor with its history, a terminal with its session. */
import { useEffect, useRef } from 'react';

/** Shows the element here; it is moved, not made again. */
export function KeptElement({ element, className }: { element: HTMLElement; className: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.append(element);
    return () => element.remove();
  }, [element]);
  return <div ref={place} className={className} />;
}
