/** Bytes as hexadecimal numbers and characters; those of the field under the pointer are highlighted. */
import { useHover } from '../state/hover.ts';
import { TEXTS } from '../texts.ts';

/** Bytes of a line. */
const LINE = 16;
/** Lines that are shown; a long frame has more. */
const MAX_LINES = 128;

/** The frame, and what was reassembled or decrypted. */
export function Bytes({ sources }: { sources: readonly { name: string; bytes: Uint8Array }[] }) {
  const { field } = useHover();
  return (
    <section aria-label={TEXTS.selected.bytes} className="bytes">
      {sources.map(({ name, bytes }, source) => (
        <div key={name}>
          {sources.length > 1 && <h4>{name}</h4>}
          {Array.from({ length: Math.min(MAX_LINES, Math.ceil(bytes.length / LINE)) }, (_, line) => {
            const part = [...bytes.subarray(line * LINE, (line + 1) * LINE)];
            const isNear = (i: number): boolean =>
              field !== undefined &&
              field.source === source &&
              line * LINE + i >= field.offset &&
              line * LINE + i < field.offset + field.length;
            return (
              <div key={line} className="hex">
                <span className="offset">{(line * LINE).toString(16).padStart(4, '0')}</span>
                <span>
                  {part.map((byte, i) => (
                    <span key={i} className={isNear(i) ? 'near' : undefined}>
                      {byte.toString(16).padStart(2, '0')}{' '}
                    </span>
                  ))}
                </span>
                <span>
                  {part.map((byte, i) => (
                    <span key={i} className={isNear(i) ? 'near' : undefined}>
                      {byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·'}
                    </span>
                  ))}
                </span>
              </div>
            );
          })}
        </div>
      ))}
    </section>
  );
}
