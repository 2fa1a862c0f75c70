/** A send that took a part of what it was given, and the rest is forgotten. */
import { countText, numberText } from '@wireside/wire';
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** A short send was the last one on its connection, and the program ended or closed by itself. */
export const shortSend: Rule = {
  id: 'short-send',
  severity: 'wrong',
  title: 'A short send whose rest is forgotten',
  silent:
    'The program sent more on this connection later, was stopped, or the other end had closed or reset the connection.',
  source: 'man 2 send, "RETURN VALUE"; man 2 write',
  example:
    'sendto() (call 22) was given 8,388,608 bytes and took 78,192. The other 8,310,416 bytes were never sent: the program sent nothing more on this connection. ' +
    'Send the rest again, from where the call stopped, until all is sent; a non-blocking socket first has to become writable.',
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, isTcp, connection }) => {
        if (!isTcp || connection === undefined) return [];
        const last = calls.findLast(({ kind }) => kind === 'send');
        const { size, ret, times, name } = last ?? {};
        if (last === undefined || size === undefined || ret === undefined || times !== undefined) return [];
        // What sendfile(2) and splice(2) were asked for may be more than there was.
        if (ret <= 0 || ret >= size || /sendfile|splice/.test(name ?? '')) return [];
        const end = calls.find(({ n, kind }) => n > last.n && (kind === 'close' || kind === 'shutdown'));
        // That the bench noticed the end of the program is later than its exit.
        const at = (end ?? program.exitOf(last.process) ?? program.end)?.at;
        if (
          at === undefined ||
          at >= program.endedByUsAt ||
          (end === undefined && program.end?.reason !== 'exited')
        )
          return [];
        const { incoming } = connection;
        if (incoming.reset !== undefined) return [];
        // The other end may have said before that it wants no more.
        if (incoming.fin !== undefined && run.model.capture.time(incoming.fin - 1) < at) return [];
        return [
          {
            actor: program.name,
            stream: connection.connection.stream,
            text:
              `${callName(last)} was given ${countText(size, 'byte')} and took ${numberText(ret)}. ` +
              `The other ${countText(size - ret, 'byte')} were never sent: ${run.nameInside(program)} sent nothing more on this connection.`,
            change:
              'Send the rest again, from where the call stopped, until all is sent; a non-blocking socket first has to become writable.',
            evidence: [{ call: last.n }, ...(end === undefined ? [] : [{ call: end.n }])],
          },
        ];
      }),
    ),
};
