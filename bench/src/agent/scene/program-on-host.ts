/** A program of a scene, as the engine deals with it. */
import type { RunEnd } from '@wireside/trace';
import type { Role } from '../../request.ts';
import { ownsListener } from '../listeners.ts';
import type { HostProcess } from '../network.ts';
import type { RunningProgram } from '../program.ts';
import type { RunningActor } from './running-actor.ts';

/** What is known of a started program. */
export interface ProgramOnHostOptions {
  readonly program: RunningProgram;
  readonly host: HostProcess;
  /** Whether its standard input is open. */
  readonly hasInput: boolean;
  /** Resolves when it has ended and that is recorded. */
  readonly ended: Promise<RunEnd>;
}

/** A started program. */
export class ProgramOnHost implements RunningActor {
  readonly ended: Promise<RunEnd>;
  readonly #program: RunningProgram;
  readonly #host: HostProcess;
  #hasInput: boolean;

  constructor({ program, host, hasInput, ended }: ProgramOnHostOptions) {
    this.ended = ended;
    this.#program = program;
    this.#host = host;
    this.#hasInput = hasInput;
  }

  get role(): Role {
    return this.#program.isListening ? 'server' : 'client';
  }

  get accepted(): number {
    return this.#program.accepted;
  }

  get hasConnected(): boolean {
    return this.#program.hasConnected;
  }

  get hasInput(): boolean {
    return this.#hasInput;
  }

  /** The socket table knows the port, and the open files whose it is: several programs may share a host. */
  listens(port: number | undefined): boolean {
    return this.#program.isListening && ownsListener(this.#program.processes, this.#host, port);
  }

  signal(name: string): boolean {
    return this.#program.signal(name);
  }

  type(bytes: Uint8Array): boolean {
    return this.#hasInput && this.#program.type(bytes);
  }

  closeInput(): boolean {
    if (!this.#hasInput) return false;
    this.#hasInput = false;
    this.#program.closeInput();
    return true;
  }

  stop(): void {
    this.#program.stop();
  }
}
