import type { Problem } from './check-routes.js';
import type { FileParameterRules, FileProvider } from './file-content.js';

/** What a request is made of, and not a parameter of its model; and names that objects have by nature. */
const NO_PARAMETERS = new Set(
  'model messages stream stream_options n __proto__ constructor prototype'.split(' '),
);

export function parameterProblems({ parameter_rules: entries = [] }: FileProvider): Problem[] {
  return entries.flatMap((entry, index) =>
    namesIn(entry)
      .filter(({ name }) => NO_PARAMETERS.has(name))
      .map(({ name, path }) => ({
        path: ['parameter_rules', index, ...path],
        words: `may not touch ${name}, which the gateway sets itself`,
      })),
  );
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
