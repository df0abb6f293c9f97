import type { CompletionUsage } from '../../port/canonical.js';
import type { Attempt } from '../../port/llm-provider.js';
import { isObject, objectsOf } from './wire-fields.js';

/** Where a wire has the counts of a whole answer, and how they read. */
export type ReadUsage = (answer: Readonly<Record<string, unknown>>) => CompletionUsage | null;

/** Tells what a body counts before it is read any further: what turns out to be no answer was counted all the same. */
export function noteUsage(body: unknown, readUsage: ReadUsage, { noteUsage: note }: Attempt): void {
  const [answer, ...others] = Array.isArray(body) ? objectsOf(body) : [body];
  const usage = isObject(answer) && others.length === 0 ? readUsage(answer) : null;
  if (usage) note?.(usage);
}
