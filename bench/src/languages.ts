/** How programs in each language are built and started: a table that a lab can extend. */

/** How to treat files with one ending. In commands, `{file}` is the file, `{name}` the file without its ending. */
export interface Language {
  name: string;
  endings: string[];
  /** Command that builds the program inside /program; absent when there is nothing to build. */
  build?: string[];
  /** Command that starts it. */
  run: string[];
  /** Further variables for building and running. */
  environment?: Record<string, string>;
  /** What to install on Debian where the first word of a command is missing. */
  packages: string;
}

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
    // One small heap and the simplest collector: a client of a lab needs no more, and the JVM then starts faster.
    run: ['java', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-cp', '.', '{name}'],
    packages: 'default-jdk-headless',
  },
  { name: 'Ruby', endings: ['.rb'], run: ['ruby', '{file}'], packages: 'ruby' },
  { name: 'Perl', endings: ['.pl'], run: ['perl', '{file}'], packages: 'perl' },
  { name: 'shell', endings: ['.sh', '.bash'], run: ['bash', '{file}'], packages: 'bash' },
];

/** The environment of every program, and nothing else of ours: variables that would hide a missing flush are unset. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin:/wireside/bin',
  PWD: '/program', // as a shell would set it; bwrap does
  TMPDIR: '/tmp',
  USER: 'student',
};
