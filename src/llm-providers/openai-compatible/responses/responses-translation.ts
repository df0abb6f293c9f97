import type { ModelRequest } from '../../../port/canonical.js';
import type { ParameterRule, Translation, TranslationLoss } from '../../../port/provider-definition.js';
import { isEmpty, isTextAlone } from '../../upstream/neutral-values.js';
import { lossesIn, lossOfLimit, type Carried } from '../../upstream/translation-losses.js';
import { MIN_OUTPUT_TOKENS, outputLimitOf } from './output-limit.js';

const NO_SUCH = 'the Responses API has no such parameter';
const absent: ParameterRule = { kind: 'drop', reason: NO_SUCH };
const absentUnlessEmpty: ParameterRule = { kind: 'fit', fits: isEmpty, reason: NO_SUCH };
const absentUnless = (value: unknown): ParameterRule => ({
  kind: 'only',
  values: [value],
  reason: `${NO_SUCH}; it behaves as with ${String(value)}`,
});

/** Source: openai/openai-node 7.57.0, `ResponseCreateParamsBase`, read 2026-11-29. */
const ABSENT: Readonly<Record<string, ParameterRule>> = Object.freeze({
  n: absentUnless(1),
  stop: absentUnlessEmpty,
  seed: absent,
  frequency_penalty: absentUnless(0),
  presence_penalty: absentUnless(0),
  logit_bias: absentUnlessEmpty,
  modalities: { kind: 'fit', fits: isTextAlone, reason: 'the Responses API answers in text only' },
  audio: absent,
  prediction: absent,
  web_search_options: absent,
});

/** Parameters of chat completions that are never sent there, whatever their value. */
export const ABSENT_PARAMETERS: ReadonlySet<string> = new Set(Object.keys(ABSENT));

/** What `to-input-items.ts` and `to-response-tools.ts` read. */
const CARRIED: Carried = Object.freeze({
  message: new Set<string>(),
  part: new Set(['type', 'text', 'refusal', 'image_url', 'file', 'input_audio']),
  image: new Set(['url', 'detail']),
  file: new Set(['file_data', 'filename', 'file_id']),
  tool: null,
  function: new Set(['name', 'description', 'parameters', 'strict']),
  format: null,
});

/**
 * What the Responses API has no words for. Parameters that neither form's types know travel on.
 * @param appliesTo the requests that go there; left out = all.
 */
export function responsesTranslation(appliesTo?: (request: ModelRequest) => boolean): Translation {
  return Object.freeze<Translation>({
    rules: ABSENT,
    ...(appliesTo && { appliesTo }),
    losses: (request) => {
      if (appliesTo && !appliesTo(request as ModelRequest)) return [];
      const reason = 'the Responses API has no counterpart of it';
      return [...lossesIn(request, CARRIED, reason), ...lossOfLimit(request), ...lossOfLowLimit(request)];
    },
  });
}

function lossOfLowLimit(request: object): TranslationLoss[] {
  const asked = outputLimitOf(request);
  if (asked === null || asked >= MIN_OUTPUT_TOKENS) return [];
  const parameter = 'max_completion_tokens' in request ? 'max_completion_tokens' : 'max_tokens';
  const reason = `the Responses API takes no limit below ${MIN_OUTPUT_TOKENS} tokens`;
  return [{ parameter, action: 'changed', reason }];
}
