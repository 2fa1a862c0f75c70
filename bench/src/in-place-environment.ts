/** The environment of a program that runs in a folder of this computer: what it needs of that of the user, without secrets. */
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute } from 'node:path';
import { TOOLS } from './agent/sandbox.ts';
import { obstacle } from './in-place-access.ts';
import { ENVIRONMENT } from './languages.ts';
import { ProgramError } from './program-error.ts';

/** The environment of the user. */
export type OutsideEnvironment = Readonly<Record<string, string | undefined>>;

/** Variables that are passed on: language, time zone, terminal, and what tells languages where their files are. */
const PASSED = new RegExp(
  `^(?:${[
    'LANG|LANGUAGE|LC_\\w+|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|TZ',
    'VIRTUAL_ENV|CONDA_PREFIX|PYTHON\\w*|PYENV_\\w+|NODE_\\w+|NVM_\\w+',
    'JAVA_HOME|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|GOPATH|GOROOT|GOFLAGS|GO111MODULE|GOMODCACHE|CGO_ENABLED',
    'RUSTUP_HOME|RUSTUP_TOOLCHAIN|RUSTFLAGS|RUBYLIB|RUBYOPT|GEM_HOME|GEM_PATH|PERL5LIB|PERL5OPT|LUA_PATH|LUA_CPATH',
    'CC|CXX|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|LDLIBS|LD_LIBRARY_PATH',
  ].join('|')})$`,
);
/** Names of secrets, and variables of Node's own process that mean something else to its children. */
const HELD_BACK =
  /TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|_KEY$|^NODE_CHANNEL|^NODE_UNIQUE_ID$|^NODE_V8_COVERAGE$/i;
/** Variables that hold paths, one or several. */
const PATHS =
  /^(?:VIRTUAL_ENV|CONDA_PREFIX|PYTHONPATH|PYTHONHOME|PYTHONUSERBASE|PYENV_ROOT|NODE_PATH|NVM_DIR|JAVA_HOME|CLASSPATH|GOPATH|GOROOT|GOMODCACHE|RUSTUP_HOME|RUBYLIB|GEM_HOME|GEM_PATH|PERL5LIB|LD_LIBRARY_PATH)$/;
/** Of these, those in which tools keep versions of languages. */
const OF_TOOLS = /^(?:PYENV_ROOT|NVM_DIR|RUSTUP_HOME|GOPATH|GOMODCACHE)$/;
/** Variables that lead to a socket of this computer, by what it is of. */
const SOCKETS: Readonly<Record<string, string>> = {
  DISPLAY: 'the display',
  WAYLAND_DISPLAY: 'the display',
  DOCKER_HOST: 'Docker',
  SSH_AUTH_SOCK: 'the SSH agent',
  DBUS_SESSION_BUS_ADDRESS: 'the desktop',
};

/** Variables for a program, without PATH, HOME and PWD, and what to tell the user. */
export interface ChosenVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Folders and files that variables name, absolute, with the names of the variables. */
  readonly paths: readonly (readonly [name: string, path: string])[];
  readonly notes: readonly string[];
}

/**
 * Chooses the variables that a program gets.
 * @param more `NAME`, passed on from outside, or `NAME=VALUE`
 * @throws {ProgramError} for a word of `more` that is neither
 */
export function chooseVariables(outside: OutsideEnvironment, more: readonly string[] = []): ChosenVariables {
  const variables: Record<string, string> = { USER: 'student', TMPDIR: '/tmp' };
  const notes: string[] = [];
  for (const [name, value] of Object.entries(outside)) {
    if (value !== undefined && PASSED.test(name) && !HELD_BACK.test(name)) variables[name] = value;
  }
  if (!Object.keys(variables).some((name) => /^LANG$|^LC_/.test(name)))
    variables['LANG'] = ENVIRONMENT['LANG']!;
  for (const word of more) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=([^\0]*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      throw new ProgramError(
        'PROGRAM_UNKNOWN',
        `--env ${word} does not name an environment variable.`,
        'Write --env NAME, which passes on the value that it has here, or --env NAME=VALUE.',
      );
    }
    const chosen = value ?? outside[name];
    if (chosen === undefined)
      notes.push(`The environment variable ${name} is not set here; the program does not have it.`);
    else variables[name] = chosen;
    const socket = SOCKETS[name];
    if (socket !== undefined) {
      notes.push(`${name} leads to ${socket}, which a program on the private network cannot reach.`);
    }
  }
  return { variables, paths: pathsIn(variables), notes };
}

/** The paths of this computer that variables name. */
function pathsIn(variables: Readonly<Record<string, string>>): [name: string, path: string][] {
  return Object.entries(variables)
    .filter(([name]) => PATHS.test(name))
    .flatMap(([name, value]) => value.split(delimiter).map((path): [string, string] => [name, path]))
    .filter(([name, path]) => isAbsolute(path) && existsSync(path) && mayNeed(name, path));
}

/** Tools that find their own files where others may not read them are not used: another command of PATH is. */
function mayNeed(name: string, path: string): boolean {
  return !OF_TOOLS.test(name) || obstacle(path) === undefined;
}

/**
 * The PATH of the program: that of outside without the folders that it cannot see, then the system's and ours.
 * @param isVisible whether the program sees a folder
 */
export function pathInside(path: readonly string[], isVisible: (folder: string) => boolean): string {
  const seen = path.filter((folder) => !isAbsolute(folder) || isVisible(folder));
  return [...new Set([...seen, '/usr/local/bin', '/usr/bin', '/bin', `${TOOLS}/bin`])].join(delimiter);
}
