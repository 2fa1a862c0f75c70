/** All texts of the page, in one place, so that it can be translated. */
import { countText } from '@wireside/wire';

/** The texts. Functions take what they are about. */
export const TEXTS = {
  name: 'Wireside',
  open: 'Open',
  openFile: 'Open a file',
  dropHere: 'Drop a zipped run or a capture here',
  start: {
    title: 'See it on the wire',
    lead: 'Open a run of Wireside, zipped or from this computer, or any pcap or pcapng file. Nothing leaves this computer.',
    runs: 'Runs on this computer',
    all: (count: number): string => `Show all ${countText(count, 'run')}`,
    choose: 'Choose a file',
  },
  reading: (packets: number, share: number | undefined): string =>
    `Reading: ${countText(packets, 'packet')}${share === undefined ? '' : `, ${Math.round(share * 100)} %`}`,
  panes: {
    wrong: 'What is wrong',
    ladder: 'Ladder',
    selected: 'Selected',
    ribbon: 'Ribbon',
    below: 'Details',
    choose: 'Panes',
  },
  tabs: {
    packets: 'Packets',
    calls: 'Calls',
    output: 'Output',
    sockets: 'Sockets',
    messages: 'Messages',
    lookups: 'Lookups',
    graphs: 'Graphs',
  },
  loading: 'Loading …',
  resize: (pane: string): string => `Size of: ${pane}`,
  resizeHow: 'Drag, or use the arrow keys; Enter puts the pane away, a double click gives it its first size',
  collapse: (pane: string): string => `Put away: ${pane}`,
  expand: (pane: string): string => `Show: ${pane}`,
  theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  problems: (count: number): string => `${countText(count, 'thing')} of it could not be read`,
  selected: {
    nothing: 'Select a row of the ladder or a packet.',
    call: (n: number): string => `Call ${n}`,
    line: (n: number): string => `Line ${n}`,
    peer: (n: number): string => `Event ${n} of the peer`,
  },
  ladder: {
    all: 'Every row',
    none: 'A capture alone has no ladder: there are no programs in it. The packets are below.',
    wire: 'wire',
    time: 'ms',
  },
  wrong: {
    nothing: 'Nothing wrong was found.',
    change: 'Change',
  },
} as const;
