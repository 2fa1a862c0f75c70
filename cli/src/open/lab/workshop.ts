/** What the page's labs share: the folders of labs, one bench, and the parts that are worked on. */
import { Bench } from '@wireside/bench';
import { findPart } from '@wireside/lab';
import { Desk } from './desk.ts';

/** The labs of one server. */
export class Workshop {
  readonly folders: readonly string[];
  readonly #desks = new Map<string, Desk>();
  #bench: Bench | undefined;

  constructor(folders: readonly string[]) {
    this.folders = folders;
  }

  /** The part of this name, as it is worked on. @throws {LabError} when no lab has it */
  desk(id: string): Desk {
    let desk = this.#desks.get(id);
    if (desk === undefined) {
      desk = new Desk(findPart(id, this.folders), () => this.bench());
      this.#desks.set(id, desk);
    }
    return desk;
  }

  /** The bench; it begins when it is first needed. */
  bench(): Bench {
    return (this.#bench ??= Bench.open());
  }

  /** Ends everything that was begun. */
  async close(): Promise<void> {
    await Promise.all([...this.#desks.values()].map((desk) => desk.close()));
    await this.#bench?.close();
  }
}
