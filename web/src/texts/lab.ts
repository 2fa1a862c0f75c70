/** Texts of the lab: parts, the program, judging, the terminal, history, the experiment. */
import { countText, numberText } from '@wireside/wire';

/** The texts. Functions take what they are about. */
export const LAB = {
  labs: 'Labs',
  back: (part: string): string => `Back to ${part}`,
  reading: 'Reading the part',
  lost: 'The server does not answer. If wireside open has ended, start it again.',
  copy: 'Copy',
  copied: 'Copied',
  edition: 'Edition',
  panes: { handout: 'Handout', program: 'Program', verdict: 'Verdict', below: 'More' },
  tabs: { terminal: 'Try by hand', history: 'History', experiment: 'Experiment' },
  path: {
    label: 'Your program',
    example: (program: string): string => `${program}.py`,
    take: 'Open',
    change: 'Another file',
    make: 'Make this file',
    lead: 'Name the file, or the folder, of your program on this computer. Edit it here or in your own editor: each save is judged.',
    rule: 'The page writes this one file only.',
    folder:
      'A folder is edited in your own editor; each save there is judged. A folder is run by its script "run", or built by its Makefile.',
    noText: 'This file is no text in UTF-8, or longer than 1 MiB: edit it elsewhere. Each save is judged.',
  },
  editor: {
    label: (path: string): string => `Text of ${path}`,
    loading: 'Loading the editor',
    save: 'Save',
    saveKey: 'Save, and judge (Ctrl-S)',
    saved: 'Saved',
    unsaved: 'Not saved',
    conflict: 'The file was changed elsewhere while you edited it here.',
    takeDisk: 'Take the file as it is now (undo brings yours back)',
    keepMine: 'Keep mine, and overwrite the file',
  },
  judge: {
    judge: 'Judge',
    key: 'Save, and judge (Ctrl-Enter)',
    stop: 'Stop',
    none: 'Nothing is judged yet. Judge runs your program in each case on a network of its own.',
    noProgram: 'Open your program first.',
    running: (left: number, of: number): string => `${of - left} of ${countText(of, 'case')}`,
    score: (score: number, max: number): string => `${numberText(score)} of ${countText(max, 'point')}`,
    passed: (passed: number, of: number): string => `${passed} of ${countText(of, 'case')} passed`,
    took: (ms: number, at: string): string => `${(ms / 1000).toFixed(1)} s, at ${at}`,
    change: 'Change first',
    explains: (cases: readonly string[]): string =>
      `${cases.length === 1 ? 'Case' : 'Cases'} ${cases.slice(0, 6).join(', ')}${cases.length > 6 ? ` and ${cases.length - 6} more` : ''}`,
    expected: 'expected',
    got: 'got',
    open: (id: string): string => `Open the run of ${id}`,
    old: 'before the last change',
    notJudged: 'not judged yet',
    waiting: 'waits',
    ours: 'This is our fault, not that of your program, and costs nothing. Judge it again.',
    why: 'Why',
    hint: 'Hint',
    more: 'More',
  },
  byHand: {
    lead: 'A shell on the network of a case, in the place of your program, in its folder. The servers and clients of the case are there. Play the client with nc or python3, or start your own program. Everything is recorded.',
    case: 'Case',
    start: 'Start a shell',
    again: 'Start another shell',
    stop: 'End it',
    open: 'Open the run that it left',
    kept: 'Everything that crossed the network was recorded.',
    leave: 'F6 leaves the terminal.',
    lost: 'The connection to the server has ended.',
    label: (name: string): string => `Terminal in case ${name}`,
  },
  history: {
    none: 'No judging of this part is kept yet.',
    when: 'When',
    result: 'Result',
    cases: 'Cases',
    ago: (ms: number): string => {
      const minutes = Math.floor(ms / 60_000);
      if (minutes < 1) return 'just now';
      if (minutes < 60) return `${countText(minutes, 'minute')} ago`;
      const hours = Math.floor(minutes / 60);
      return hours < 48
        ? `${countText(hours, 'hour')} ago`
        : `${countText(Math.floor(hours / 24), 'day')} ago`;
    },
  },
  experiment: {
    lead: 'Many runs of your program side by side, each against a server that leaves requests without an answer. The number of rounds until the acknowledgment tells how much was lost.',
    runs: 'Runs',
    loss: 'Loss in percent',
    start: 'Run the experiment',
    stop: 'Stop',
    progress: (done: number, of: number): string => `${done} of ${countText(of, 'run')}`,
    picture: 'Distribution of the rounds until the acknowledgment',
  },
} as const;
