/** Errors as the page shows them. */
import type { Told } from '@wireside/web/api';
import { errorText } from '../../failure.ts';

/** What happened, and how to fix it; what is no error of the user says that it is ours. */
export function toldOf(error: unknown): Told {
  if (error instanceof Error && 'hint' in error && typeof error.hint === 'string') {
    return { message: error.message, hint: error.hint };
  }
  return { message: errorText(error).text };
}
