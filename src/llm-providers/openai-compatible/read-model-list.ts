import { mapInTurns } from '../../common/large-work.js';
import type { ListedModel } from '../../port/llm-provider.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, limitsOf, listedNameIn, type Fields } from '../upstream/wire-fields.js';
import { pricesIn } from './listed-prices.js';
import { createdIn } from '../upstream/listed-facts.js';
import { capabilitiesIn } from './listed-capabilities.js';
import { fromWireError } from './openai-compatible-failure.js';
import { reportedError } from './reported-error.js';

/** No provider has so many. */
const MAX_LISTED_MODELS = 10_000;

/**
 * `GET /models`: objects under `data` or `models`, or by themselves, or names alone; entries without a fit name are left
 * out. Limits stand there at OpenRouter (`context_length`,
 * `top_provider.max_completion_tokens`) and Requesty (`context_window`, `max_output_tokens`): their docs, read
 * 2026-11-23; vLLM (`max_model_len`: modal-labs/modal-examples#843) and Mistral (`max_context_length`: docs.rs,
 * mistralai-client 0.14.0) have the window alone, read 2026-12-01.
 */
export async function readModelList(page: unknown, call: UpstreamCall): Promise<ListedModel[]> {
  const error = isObject(page) ? reportedError(page, listIn(page) !== null) : null;
  if (error !== null) throw fromWireError(null, error, call);
  const entries = listIn(page);
  if (entries === null) throw invalidResponse('its list of models is none', call);
  const read = await mapInTurns(entries.slice(0, MAX_LISTED_MODELS), (entry) => readEntry(entry, call));
  const models = read.flat();
  // A list of which nothing could be read is not taken for one that is empty.
  if (entries.length > 0 && models.length === 0)
    throw invalidResponse('its list of models is not readable', call);
  return models;
}

/** Together's list has nothing around it; Ollama's own stands under `models`. */
function listIn(page: unknown): readonly unknown[] | null {
  if (Array.isArray(page)) return page as readonly unknown[];
  if (!isObject(page)) return null;
  const { data, models } = page;
  if (Array.isArray(data)) return data as readonly unknown[];
  return Array.isArray(models) ? (models as readonly unknown[]) : null;
}

function readEntry(entry: unknown, call: UpstreamCall): ListedModel[] {
  const fields = isObject(entry) ? entry : { id: entry };
  const names = [fields['id'], fields['model'], fields['name']].map((name) => listedNameIn(name, call));
  const id = names.find((name) => name !== null);
  if (id === undefined) return [];
  const facts = { ...limitsIn(fields), ...pricesIn(fields), ...capabilitiesIn(fields) };
  return [{ id, ...shutdownIn(fields), ...facts, ...createdIn(fields['created']) }];
}

/** What is no date says nothing: it neither announces an end nor takes one back. */
function shutdownIn({ shutdown_date: date }: Fields): Pick<ListedModel, 'shutdownDate'> {
  if (date === null) return { shutdownDate: null };
  return typeof date === 'string' && isDate(date) ? { shutdownDate: date } : {};
}

function limitsIn(entry: Fields): ReturnType<typeof limitsOf> {
  const { context_length: length, context_window: window, max_output_tokens: maximum } = entry;
  const { max_model_len: ofVllm, max_context_length: ofMistral } = entry;
  const top = isObject(entry['top_provider']) ? entry['top_provider'] : {};
  return limitsOf(length ?? window ?? ofVllm ?? ofMistral, top['max_completion_tokens'] ?? maximum);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
