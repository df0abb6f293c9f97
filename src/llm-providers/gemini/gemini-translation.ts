import type { Translation, TranslationLoss } from '../../port/provider-definition.js';
import { lossOfCustomTools } from '../upstream/custom-tools.js';
import { lossOfForcedChoice } from '../upstream/forced-choice.js';
import { lossOfPlace } from '../upstream/moved-instructions.js';
import { lossesIn, lossOfArguments, lossOfLimit, type Carried } from '../upstream/translation-losses.js';
import { lossOfTools } from '../upstream/unique-tools.js';
import { bareModelName } from './gemini-model-name.js';
import { isSeed } from './gemini-generation-config.js';
import { lossOfStops } from './gemini-stop-sequences.js';
import { lossOfUserTurns } from './gemini-user-turns.js';
import { isBeyondHigh, knowsNoMinimum } from './gemini-thinking.js';
import { COMMON_RULES } from './gemini-model-families.js';

/** What `to-gemini-request.ts` and `gemini-embeddings.ts` put in Gemini's words. */
const TRANSLATED: ReadonlySet<string> = new Set(
  [
    'model',
    'messages',
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop',
  ].concat(
    ['n', 'seed', 'presence_penalty', 'frequency_penalty', 'response_format', 'reasoning_effort'],
    [
      'functions',
      'function_call',
      'tools',
      'tool_choice',
      'parallel_tool_calls',
      'input',
      'dimensions',
      'encoding_format',
      'modalities',
    ],
  ),
);

/** What `gemini-contents.ts`, `gemini-parts.ts` and `gemini-tools.ts` read. */
const CARRIED: Carried = Object.freeze({
  message: new Set(['images']),
  part: new Set(['type', 'text', 'refusal', 'image_url', 'file', 'input_audio']),
  image: new Set(['url']),
  // A name has no place beside data; several surfaces make one up, for OpenAI wants one.
  file: new Set(['file_data', 'filename']),
  tool: new Set(['type', 'function', 'custom']),
  function: new Set(['name', 'description', 'parameters']),
  format: new Set(['type', 'json_schema']),
});

/** What Gemini's wire has no words for. */
export const GEMINI_TRANSLATION = Object.freeze<Translation>({
  rules: COMMON_RULES,
  carries: TRANSLATED,
  losses: (request) => [
    ...lossesIn(request, CARRIED, "Gemini's API has no counterpart of it"),
    ...lossOfLimit(request),
    ...lossOfArguments(request),
    ...lossOfTools(request),
    ...lossOfCustomTools(request),
    ...lossOfForcedChoice(request),
    ...lossOfEffort(request),
    ...lossOfSeed(request),
    ...lossOfStops(request),
    ...lossOfUserTurns(request),
    ...lossOfPlace(request),
  ],
});

function lossOfSeed({ seed }: { readonly seed?: unknown }): TranslationLoss[] {
  if (typeof seed !== 'number' || isSeed(seed)) return [];
  const reason = 'Gemini takes whole numbers of 32 bits, and the last 32 bits of it are sent';
  return [{ parameter: 'seed', action: 'changed', reason }];
}

function lossOfEffort(request: {
  readonly model?: unknown;
  readonly reasoning_effort?: unknown;
}): TranslationLoss[] {
  const { model, reasoning_effort: effort } = request;
  const changed = (reason: string): TranslationLoss[] => [
    { parameter: 'reasoning_effort', action: 'changed', reason },
  ];
  if (isBeyondHigh(effort))
    return changed('this model has no level of thinking above high, which is asked for');
  if (typeof model !== 'string' || !knowsNoMinimum(bareModelName(model), effort)) return [];
  return changed('this model has no level of thinking below low, which is asked for');
}
