import type { TextCompletionRequest } from '../../port/canonical.js';
import {
  A_BOOLEAN,
  A_STRING,
  AN_INTEGER,
  AN_OBJECT,
  numberWithin,
  STRING_OR_STRINGS,
  wholeNumberFrom,
  type DescribedCheck,
} from './field-checks.js';
import { requireTextsOrTokens } from './input-checks.js';
import { requireFields, requireModel, requireObject } from './request-checks.js';
import { readStreamOptions, type StreamWish } from './stream-options.js';

/** A checked body of `/v1/completions`. */
export interface AskedText extends StreamWish {
  /** Canonical, with all that the caller wrote but what only this surface reads. */
  readonly request: TextCompletionRequest;
}

/** Source: openai/openai-openapi 2.3.0, CreateCompletionRequest. Other fields are the provider's to judge. */
export const OPTIONAL_FIELDS: Readonly<Record<string, DescribedCheck>> = {
  stream: A_BOOLEAN,
  stream_options: AN_OBJECT,
  temperature: numberWithin(0, 2),
  top_p: numberWithin(0, 1),
  frequency_penalty: numberWithin(-2, 2),
  presence_penalty: numberWithin(-2, 2),
  n: wholeNumberFrom(1, 128),
  best_of: wholeNumberFrom(0),
  max_tokens: wholeNumberFrom(0),
  logprobs: AN_INTEGER,
  echo: A_BOOLEAN,
  stop: STRING_OR_STRINGS,
  seed: AN_INTEGER,
  logit_bias: AN_OBJECT,
  suffix: A_STRING,
  user: A_STRING,
};

/**
 * Checks a body as OpenAI does: the first wrong field is told, with what is accepted.
 * @throws GatewayError `request.invalid`.
 */
export function parseTextCompletionRequest(body: unknown): AskedText {
  requireObject(body);
  requireModel(body['model']);
  // As an empty text: the model goes on from the beginning of a document.
  if (body['prompt'] !== null) requireTextsOrTokens(body['prompt'], 'prompt');
  requireFields(body, OPTIONAL_FIELDS);
  const { fields, ...wish } = readStreamOptions(body);
  return { request: fields as unknown as TextCompletionRequest, ...wish };
}
