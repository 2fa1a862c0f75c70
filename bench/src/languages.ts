/** How programs in each language are built and started: a table that a lab can extend. */

/**
 * A language, by the file name extensions of its files. In commands, `{file}` is the file and `{name}` the file without
 * its extension.
 */
export interface Language {
  readonly name: string;
  /** Lowercase, with the dot: `.py`. */
  readonly endings: readonly string[];
  /** Command that builds the program in /program; absent when there is nothing to build. */
  readonly build?: readonly string[];
  /** Command that starts the program. */
  readonly run: readonly string[];
  /** More environment variables for building and running. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Debian packages to install when the command is missing. */
  readonly packages: string;
}

/** The languages that the bench knows. */
export const LANGUAGES: readonly Language[] = [
  { name: 'Python', endings: ['.py'], run: ['python3', '{file}'], packages: 'python3' },
  { name: 'JavaScript', endings: ['.js', '.mjs', '.cjs'], run: ['node', '{file}'], packages: 'nodejs' },
  {
    name: 'TypeScript',
    endings: ['.ts', '.mts'],
    build: [
      'esbuild',
      '{file}',
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--log-level=warning',
      '--outfile={name}.mjs',
    ],
    run: ['node', '--enable-source-maps', '{name}.mjs'],
    packages: 'nodejs',
  },
  {
    name: 'C',
    endings: ['.c'],
    build: ['gcc', '-std=gnu17', '-O1', '-g', '-Wall', '-pthread', '-o', '{name}', '{file}', '-lm'],
    run: ['./{name}'],
    packages: 'gcc libc6-dev',
  },
  {
    name: 'C++',
    endings: ['.cpp', '.cc', '.cxx'],
    build: ['g++', '-std=gnu++20', '-O1', '-g', '-Wall', '-pthread', '-o', '{name}', '{file}'],
    run: ['./{name}'],
    packages: 'g++',
  },
  {
    name: 'Go',
    endings: ['.go'],
    build: ['go', 'build', '-o', '{name}', '{file}'],
    run: ['./{name}'],
    environment: { GOCACHE: '/tmp/go-cache', GOPATH: '/tmp/go', GO111MODULE: 'off', CGO_ENABLED: '0' },
    packages: 'golang-go',
  },
  {
    name: 'Rust',
    endings: ['.rs'],
    build: ['rustc', '-O', '-g', '-o', '{name}', '{file}'],
    run: ['./{name}'],
    packages: 'rustc',
  },
  {
    name: 'Java',
    endings: ['.java'],
    build: ['javac', '-encoding', 'UTF-8', '{file}'],
    // With a small heap and the simplest collector the JVM starts faster, and a client of a lab needs no more.
    run: ['java', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-cp', '.', '{name}'],
    packages: 'default-jdk-headless',
  },
  { name: 'Ruby', endings: ['.rb'], run: ['ruby', '{file}'], packages: 'ruby' },
  { name: 'Perl', endings: ['.pl'], run: ['perl', '{file}'], packages: 'perl' },
  { name: 'shell', endings: ['.sh', '.bash'], run: ['bash', '{file}'], packages: 'bash' },
];

/** The whole environment of every program. Variables that would hide a missing flush are not set. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin:/wireside/bin',
  PWD: '/program', // bwrap sets it, as a shell would
  TMPDIR: '/tmp',
  USER: 'student',
};
