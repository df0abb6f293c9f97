import { linearPattern, WrongPatternError } from '../../common/redaction/linear-patterns.js';
import type { Problem } from './check-routes.js';
import type { FileContent } from './file-content.js';

/** Patterns that mask nothing, since they are none. */
export function captureProblems({ capture }: FileContent): Problem[] {
  return (capture?.redact ?? []).flatMap((pattern, index): Problem[] => {
    try {
      linearPattern(pattern);
      return [];
    } catch (error) {
      if (!(error instanceof WrongPatternError)) throw error;
      const words = 'must be a regular expression as RE2 has them, without lookaround and references back';
      return [{ path: ['capture', 'redact', index], words }];
    }
  });
}
