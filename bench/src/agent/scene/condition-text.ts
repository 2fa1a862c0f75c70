/** Conditions in words, as far as they name what has to happen. */
import type { Condition } from '../../request.ts';

/** A condition in words: `server listens on port 5000 and client has ended`. */
export function conditionText(condition: Condition): string {
  switch (condition.event) {
    case 'listening':
      return condition.port === undefined
        ? `${condition.actor} listens`
        : `${condition.actor} listens on port ${condition.port}`;
    case 'accepted': {
      const { actor, count = 1 } = condition;
      return `${actor} has accepted ${count === 1 ? 'a connection' : `${count} connections`}`;
    }
    case 'connected':
      return `${condition.actor} has connected`;
    case 'printed':
      return `${condition.actor} has printed a line that matches ${condition.line}`;
    case 'ended':
      return `${condition.actor} has ended`;
    case 'pause':
      return `${condition.seconds} s have passed`;
    case 'all':
      return condition.of.map(conditionText).join(' and ');
    case 'any':
      return condition.of.map(conditionText).join(' or ');
  }
}
