import type { EmbeddingRequest } from '../../port/canonical.js';
import { A_STRING, oneOf, wholeNumberFrom, type FieldCheck } from './field-checks.js';
import { requireTextsOrTokens } from './input-checks.js';
import { refusal, requireFields, requireModel, requireObject } from './request-checks.js';
import type { EncodingFormat } from './embedding-format.js';

/** A checked body of `/v1/embeddings`. */
export interface AskedEmbeddings {
  /** Canonical, with all that the caller wrote but the format. */
  readonly request: EmbeddingRequest;
  /** As the caller wrote it; `null` = left out. */
  readonly format: EncodingFormat | null;
}

/** Source: openai/openai-openapi 2.3.0, CreateEmbeddingRequest. Other fields are the provider's to judge. */
const OPTIONAL_FIELDS: Readonly<Record<string, FieldCheck>> = {
  encoding_format: oneOf('float', 'base64'),
  dimensions: wholeNumberFrom(1),
  user: A_STRING,
};

/**
 * Checks a body as OpenAI does: the first wrong field is told, with what is accepted.
 * @throws GatewayError `request.invalid`.
 */
export function parseEmbeddingRequest(body: unknown): AskedEmbeddings {
  requireObject(body);
  requireModel(body['model']);
  requireTextsOrTokens(body['input'], 'input');
  if (body['input'] === '')
    throw refusal('input', 'wrong_value', "Invalid value for 'input': it is an empty string.");
  requireFields(body, OPTIONAL_FIELDS);
  const { encoding_format: format = null, ...request } = body;
  return { request: request as unknown as EmbeddingRequest, format: format as EncodingFormat | null };
}
