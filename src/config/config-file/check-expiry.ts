import { parseTime } from '../../common/rfc3339.js';
import type { Problem } from './check-routes.js';
import type { FileContent } from './file-content.js';

/** A time that is over is none: the file that was right last year starts the gateway this year. */
export function expiryProblems({ keys }: FileContent): Problem[] {
  return Object.entries(keys ?? {}).flatMap(([name, { expires_at: text }]): Problem[] =>
    text && parseTime(text) === null
      ? [{ path: ['keys', name, 'expires_at'], words: 'is of a day or an hour that there is not' }]
      : [],
  );
}
