import type { ModelMatcher } from '../../port/provider-definition.js';

/**
 * Claims the models that one of the patterns names; `*` stands for any characters, everything else for itself.
 * Not a regular expression: callers choose the names, and several stars would let a name stall the process.
 */
export function modelMatcher(patterns: readonly string[]): ModelMatcher {
  const partsOfEach = patterns.map((pattern) => pattern.split('*'));
  return Object.freeze({ test: (model: string) => partsOfEach.some((parts) => isMadeOf(parts, model)) });
}

/** @param parts what stands before, between and after the stars. */
function isMadeOf([first = '', ...rest]: readonly string[], model: string): boolean {
  const last = rest.pop();
  if (last === undefined) return model === first;
  const end = model.length - last.length;
  if (end < first.length || !model.startsWith(first) || !model.endsWith(last)) return false;

  let from = first.length;
  for (const part of rest) {
    const at = model.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= end;
}
