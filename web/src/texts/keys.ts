/** Texts of the keys and of their help. */

/** The texts. */
export const KEYS_TEXTS = {
  title: 'Keys',
  search: 'Search keys',
  none: 'No key does that.',
  close: 'Close',
  isOn: 'Keys are on',
  isOnHint:
    'Turn them off if they get in the way of other software. ? in the line at the bottom still opens this help.',
  line: 'Keys that help now',
  all: 'all keys',
  groups: {
    look: 'Look',
    wrong: 'What is wrong',
    go: 'Go to',
    page: 'The page',
  },
  actions: {
    filter: 'Type a filter',
    down: 'Next row of the list',
    up: 'Row before',
    clear: 'Clear the selection',
    'next-point': 'Next failed check or finding',
    'previous-point': 'Failed check or finding before',
    'next-case': 'Next case',
    'previous-case': 'Case before',
    tab: 'Tab 1, 2, 3, … below',
    graphs: 'Graphs',
    compare: 'Compare with another run, or stop comparing',
    'next-difference': 'Next difference of the two runs',
    'previous-difference': 'Difference before',
    theme: 'Light, dark, or as the system',
    help: 'This help',
  },
  short: {
    'next-point': 'next thing wrong',
    'next-case': 'next case',
    'next-difference': 'next difference',
    down: 'rows',
    filter: 'filter',
    compare: 'compare',
    clear: 'clear',
  },
} as const;
