import type { Translation, TranslationLoss } from '../../port/provider-definition.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { lossOfForcedChoice } from '../upstream/forced-choice.js';
import { lossOfCustomTools } from '../upstream/custom-tools.js';
import { inTools } from '../upstream/older-functions.js';
import { lossOfPlace } from '../upstream/moved-instructions.js';
import { lossesIn, lossOfArguments, lossOfLimit, type Carried } from '../upstream/translation-losses.js';
import { lossOfTools } from '../upstream/unique-tools.js';
import { isObject, objectsOf, type Fields } from '../upstream/wire-fields.js';
import { takesInstructions } from './anthropic-instructions.js';
import { askedMaxTokens, knownMaxTokens } from './anthropic-max-tokens.js';
import { lossOfStops } from './anthropic-stop-sequences.js';
import { lossOfUser } from './anthropic-user-id.js';
import { COMMON_RULES } from './anthropic-model-families.js';
import { lossOfBegunAnswer } from './begun-answer.js';
import { OPENAI_ALONE } from './to-anthropic-blocks.js';
import { isLeastEffort, schemaIn } from './to-anthropic-output.js';
import { changedWords } from './to-anthropic-schema.js';
import { hasUnion, toInputSchema } from './to-input-schema.js';
import { isThinkingVain } from './vain-thinking.js';

/** What `to-anthropic-messages.ts`, `to-anthropic-blocks.ts` and `to-anthropic-tools.ts` read. */
const CARRIED: Carried = Object.freeze({
  message: new Set(['cache_control']),
  part: { has: (name: string) => !OPENAI_ALONE.has(name) },
  image: new Set(['url']),
  file: new Set(['file_data', 'filename']),
  tool: null,
  function: new Set(['name', 'description', 'parameters', 'strict', 'cache_control']),
  format: new Set(['type', 'json_schema']),
});

/** What the Messages API has no words for. */
export const ANTHROPIC_TRANSLATION = Object.freeze<Translation>({
  rules: COMMON_RULES,
  losses: (request) => [
    ...lossesIn(request, CARRIED, 'the Messages API has no counterpart of it'),
    ...lossOfLimit(request),
    ...lossOfArguments(request),
    ...lossOfTools(request),
    ...lossOfCustomTools(request),
    ...lossOfForcedChoice(request),
    ...lossOfUser(request),
    ...lossOfStops(request),
    ...lossOfBegunAnswer(request),
    ...lossOfInstructions(request),
    ...lossOfRoom(request),
    ...lossesOfSchema(request),
    ...lossOfStrictTools(request as Fields),
    ...lossOfThinking(request),
    ...lossOfUnions(request as Fields),
    ...lossOfEffort(request),
  ],
});

/** @param taker what takes none of these words. */
function takesNo(taker: string, words: readonly string[]): string {
  const said = [
    ...(words.includes('oneOf') ? ['oneOf is said as anyOf, '] : []),
    ...(words.includes('prefixItems') ? ['prefixItems are said as items of any of them, '] : []),
  ];
  return `${taker} take no ${words.join(', ')}: ${said.join('')}bounds are told to the model in descriptions, and nothing holds it to them`;
}

function lossesOfSchema({
  response_format: format,
}: {
  readonly response_format?: unknown;
}): TranslationLoss[] {
  const schema = isObject(format) ? schemaIn(format) : null;
  const words = schema === null ? [] : changedWords(schema);
  if (words.length === 0) return [];
  const reason = takesNo('structured outputs', words);
  return [{ parameter: 'response_format.json_schema.schema', action: 'changed', reason }];
}

/** Of tools that are not strict, schemas stay as they are. */
function lossOfStrictTools(request: Fields): TranslationLoss[] {
  const changed = functionsIn(request)
    .map(({ of, path }) => ({ words: wordsOfStrict(of), path }))
    .filter(({ words }) => words.length > 0);
  const [first] = changed;
  if (first === undefined) return [];
  const words = [...new Set(changed.flatMap((tool) => tool.words))];
  const reason = takesNo('strict tools', words) + ofSeveral(changed.length);
  return [{ parameter: `${first.path}.parameters`, action: 'changed', reason }];
}

/** Words of the schema that is sent: what became of a union at its top is told by `lossOfUnions`. */
function wordsOfStrict({ strict, parameters }: Fields): string[] {
  return strict === true ? changedWords(toInputSchema(parameters)) : [];
}

/** Of tools, and of what was there before them, each with its place. */
function functionsIn({ tools, functions }: Fields) {
  return [
    ...objectsOf(tools).map((tool, at) => ({ of: tool['function'], path: `tools[${at}].function` })),
    ...objectsOf(functions).map((of, at) => ({ of, path: `functions[${at}]` })),
  ].flatMap(({ of, path }) => (isObject(of) ? [{ of, path }] : []));
}

function ofSeveral(count: number): string {
  return count > 1 ? ` (in ${count} tools)` : '';
}

function lossOfInstructions(request: object): TranslationLoss[] {
  const { model } = request as Fields;
  return typeof model === 'string' && takesInstructions(model) ? [] : lossOfPlace(request);
}

function lossOfRoom(request: object): TranslationLoss[] {
  const { model } = request as { readonly model?: unknown };
  const most = typeof model === 'string' ? knownMaxTokens(model) : null;
  const asked = askedMaxTokens(request);
  if (most === null || asked === undefined || asked <= most) return [];
  const parameter = 'max_completion_tokens' in request ? 'max_completion_tokens' : 'max_tokens';
  return [{ parameter, action: 'changed', reason: `it writes ${most} tokens at most` }];
}

function lossOfThinking(request: object): TranslationLoss[] {
  if (!isThinkingVain(inTools(request as CompletionRequest))) return [];
  const reason =
    'it is off for this turn, because a call of a tool came back without the signed thoughts before it (thinking_blocks)';
  return [{ parameter: 'thinking', action: 'changed', reason }];
}

function lossOfUnions(request: Fields): TranslationLoss[] {
  const united = functionsIn(request).filter(({ of }) => hasUnion(of['parameters']));
  const [first] = united;
  if (first === undefined) return [];
  const reason = `the Messages API takes no anyOf, oneOf or allOf at the top of a schema: the parameters of all of them are offered together${ofSeveral(united.length)}`;
  return [{ parameter: `${first.path}.parameters`, action: 'changed', reason }];
}

function lossOfEffort({
  reasoning_effort: effort,
}: {
  readonly reasoning_effort?: unknown;
}): TranslationLoss[] {
  if (!isLeastEffort(effort)) return [];
  const reason = 'its least effort is low, which is asked for';
  return [{ parameter: 'reasoning_effort', action: 'changed', reason }];
}
