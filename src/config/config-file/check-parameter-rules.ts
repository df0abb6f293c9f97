import type { Problem } from './check-routes.js';
import type { FileParameterRules, FileProvider } from './file-content.js';

/** What a request is made of, and not a parameter of its model; and names that objects have by nature. */
const NO_PARAMETERS = new Set(
  'model messages stream stream_options n __proto__ constructor prototype'.split(' '),
);

/** By which an adapter asks for the counts of a stream; some servers do not know it. */
const DROPPABLE = 'stream_options';

/** What the schema cannot say about the rules of one provider: names given twice, rules that contradict each other. */
export function parameterProblems({ parameter_rules: entries = [] }: FileProvider): Problem[] {
  return entries.flatMap((entry, index) =>
    [...takenNames(entry), ...contradictions(entry)].map(({ path, words }) => ({
      path: ['parameter_rules', index, ...path],
      words,
    })),
  );
}

function takenNames(entry: FileParameterRules): Problem[] {
  const mayDrop = entry.rules?.[DROPPABLE]?.action === 'drop';
  return namesIn(entry)
    .filter(({ name, path }) => NO_PARAMETERS.has(name) && !(mayDrop && isRuleOf(path, DROPPABLE)))
    .map(({ name, path }) => ({
      path,
      words: isRuleOf(path, DROPPABLE)
        ? `can only be left out (action: drop)`
        : `may not touch ${name}, which the gateway sets itself`,
    }));
}

function contradictions({ defaults = {}, no_defaults: withheld = [] }: FileParameterRules): Problem[] {
  return withheld.flatMap((name, at) =>
    Object.hasOwn(defaults, name)
      ? [{ path: ['no_defaults', at], words: `and defaults contradict each other: ${name} is in both` }]
      : [],
  );
}

function isRuleOf(path: readonly string[], name: string): boolean {
  return path.length === 2 && path[0] === 'rules' && path[1] === name;
}

interface PlacedName {
  readonly name: string;
  readonly path: readonly string[];
}

function namesIn({ defaults = {}, rules = {} }: FileParameterRules): PlacedName[] {
  return [
    ...Object.keys(defaults).map((name) => ({ name, path: ['defaults', name] })),
    ...Object.keys(rules).map((name) => ({ name, path: ['rules', name] })),
    ...Object.entries(rules).flatMap(([name, { to }]) =>
      to === undefined ? [] : [{ name: to, path: ['rules', name, 'to'] }],
    ),
  ];
}
