import type { Attempt, ListedModel } from '../../port/llm-provider.js';
import { readJson } from '../upstream/upstream-http.js';
import { MODELS } from './openai-address.js';
import type { OpenAiExchange } from './openai-exchange.js';
import { readModelList } from './read-model-list.js';

/** The models that a provider of this wire lists. */
export async function listOpenAiModels(
  exchange: OpenAiExchange,
  attempt: Attempt,
): Promise<readonly ListedModel[]> {
  const call = exchange.callOf({ model: '' }, attempt);
  try {
    const asked = await exchange.ask(MODELS, null, call, attempt);
    const page: unknown = asked.response
      ? await readJson(asked.response, attempt.signal, call)
      : asked.mocked;
    return await readModelList(page, call);
  } catch (error) {
    throw exchange.reasonOf(error, call, attempt);
  }
}
