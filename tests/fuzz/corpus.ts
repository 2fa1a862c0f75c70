/** The captures from which mutants are made: the shared ones, or, if these are missing, those that the tests make. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstIndex } from '@wireside/wire';
import { exchange } from '../../wire/src/protocols/tls/testing/exchange.test.helper.ts';
import { sealedConversation } from '../../wire/src/protocols/tls/testing/sealed.test.helper.ts';
import { captureBytes, captureNames, hasCaptures } from '../../wire/src/testing/captures.test.helper.ts';
import { conversation } from '../../wire/src/testing/conversation.test.helper.ts';
import { MADE } from '../../wire/src/testing/made.test.helper.ts';

/** One capture, unpacked. */
export interface Original {
  /** How recipes name it; without white space. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Captures by name, and the choice among them by weight. */
export class Corpus {
  readonly files: readonly Original[];
  readonly #byName = new Map<string, Original>();
  readonly #sums: Float64Array;

  constructor(files: readonly Original[]) {
    if (files.length === 0) throw new RangeError('There is no capture to make mutants from.');
    this.files = files;
    this.#sums = new Float64Array(files.length);
    let sum = 0;
    for (const [i, file] of files.entries()) {
      this.#byName.set(file.name, file);
      // Small ones first: they show as much as big ones in less time.
      sum += 1 / (file.bytes.length + 3000);
      this.#sums[i] = sum;
    }
  }

  /** The capture that `share`, 0 to before 1, falls on. */
  chosen(share: number): Original {
    const wanted = share * this.#sums.at(-1)!;
    return this.files[firstIndex(this.files.length - 1, (i) => this.#sums[i]! > wanted)]!;
  }

  /**
   * A capture by its name.
   * @throws {RangeError} when it does not exist
   */
  named(name: string): Original {
    const found = this.#byName.get(name);
    if (!found) throw new RangeError(`There is no capture ${name}. Is WIRESIDE_CAPTURES as it was?`);
    return found;
  }
}

/**
 * The captures whose names contain `part`. Those that the tests make are always included, since what they contain is
 * rare.
 */
export function loadCorpus(part = ''): Corpus {
  const files: Original[] = made();
  if (hasCaptures) for (const name of captureNames()) files.push({ name, bytes: captureBytes(name) });
  const sorted = files.toSorted((a, b) => a.bytes.length - b.bytes.length || (a.name < b.name ? -1 : 1));
  return new Corpus(sorted.filter(({ name }) => name.includes(part)));
}

/** Wire's made conversations, TLS with its secrets, and the recorded runs of trace. */
function made(): Original[] {
  const files: Original[] = [];
  for (const [i, { segments }] of MADE.entries()) {
    if (segments.length < 1000) files.push({ name: `made/${i}.pcapng`, bytes: conversation(segments) });
  }
  const { chunks, keyLog } = sealedConversation();
  files.push({ name: 'made/tls.pcapng', bytes: exchange(chunks, { keyLog }) });
  for (const run of ['version-1-correct', 'version-1-incorrect']) {
    const path = join(import.meta.dirname, FIXTURES, run, 'wire.pcapng');
    files.push({ name: `trace/${run}.pcapng`, bytes: new Uint8Array(readFileSync(path)) });
  }
  return files;
}

/** As far from this file as from the one that `scripts/fuzz.mjs` bundles it into. */
const FIXTURES = '../../trace/fixtures';
