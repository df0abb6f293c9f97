import type { ServedBy } from '../served-models.js';
import { refused } from './request/request-checks.js';

/** A model in Gemini's shape. Source: @google/genai 3.3.0, `Model`, read 2026-11-29. */
export interface GeminiModel {
  /** `models/` and the name, as the addresses of this API have it. */
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  /** Tokens that it takes in one request, at most; left out = not known. */
  readonly inputTokenLimit?: number;
  /** Tokens that it writes in one answer, at most; left out = not known. */
  readonly outputTokenLimit?: number;
  readonly supportedGenerationMethods: readonly string[];
  /** Thinks before it answers; left out = not known. */
  readonly thinking?: boolean;
}

/** The same by the name that callers know it by. */
export interface ListedGeminiModel {
  readonly id: string;
  readonly model: GeminiModel;
}

/** The list does not tell which models answer and which make vectors. */
const METHODS = ['generateContent', 'countTokens', 'embedContent'];
/** Source: ai.google.dev/api/models, read 2026-11-29. */
const DEFAULT_PAGE = 50;
const MAX_PAGE = 1_000;

/** The models of a provider, or a route under its own name. */
export function toGeminiModels({ models, idOf }: ServedBy): ListedGeminiModel[] {
  return models.map(({ id: bare, context_window: input, max_output_tokens: output, capabilities }) => {
    const id = idOf(bare);
    const model = {
      name: `models/${id}`,
      version: '',
      displayName: id,
      ...(input !== null && { inputTokenLimit: input }),
      ...(output !== null && { outputTokenLimit: output }),
      supportedGenerationMethods: METHODS,
      ...(capabilities.reasoning !== null && { thinking: capabilities.reasoning }),
    };
    return { id, model };
  });
}

/** As the query of a request may have it. */
export type PageQuery = Readonly<Record<string, unknown>>;

/** A page of the list. */
export interface GeminiModelPage {
  readonly models: readonly GeminiModel[];
  /** Left out on the last page. */
  readonly nextPageToken?: string;
}

/** @throws GatewayError `request.invalid` for a size or a token that is no whole number. */
export function toModelPage(all: readonly ListedGeminiModel[], query: PageQuery): GeminiModelPage {
  const size = Math.min(wholeNumber('pageSize', query) || DEFAULT_PAGE, MAX_PAGE);
  const start = wholeNumber('pageToken', query);
  const models = all.slice(start, start + size).map(({ model }) => model);
  const next = start + size;
  return { models, ...(next < all.length && { nextPageToken: String(next) }) };
}

function wholeNumber(name: string, query: PageQuery): number {
  const value = query[name] ?? '';
  if (value === '') return 0;
  if (typeof value === 'string' && /^\d{1,6}$/.test(value)) return Number(value);
  throw refused(name, 'wrong_value', `Invalid value at '${name}'.`);
}
