import type { Fields } from '../../../common/fields.js';
import { withNumbersWithin } from '../../../common/written-numbers.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { GenerateBody } from './generate-request.js';
import { Losses } from './losses.js';
import { refused, untranslatable } from './request-checks.js';
import { toMessages, type TranslatedMessages } from './to-messages.js';
import { schemaPlace, toParameters, toThoughtWishes, type ThoughtWishes } from './to-parameters.js';
import type { Origins } from '../../in-own-words.js';
import { toTools } from './to-tools.js';

const READ: ReadonlySet<string> = new Set([
  'model',
  'contents',
  'systemInstruction',
  'generationConfig',
  'tools',
  'toolConfig',
]);

/** A request in the canonical form, and what could not be said in it. */
export interface TranslatedRequest extends ThoughtWishes, Pick<TranslatedMessages, 'thoughts'> {
  readonly origins: Origins;
  readonly request: CompletionRequest;
  readonly losses: Losses;
}

/**
 * The caller's request in canonical words.
 * @throws GatewayError `request.invalid` for what cannot be said in them, and may not be left out.
 */
export function toChatRequest(body: GenerateBody): TranslatedRequest {
  requireNothingKept(body);
  const losses = new Losses();
  losses.dropsOthers(Object.keys(body), READ);
  const { messages, thoughts, origins } = toMessages(body, losses);
  if (messages.length === 0)
    throw refused('contents', 'unsupported', "Nothing of 'contents' can be told to this model.");
  const tools = toTools(body, losses);
  const request: Fields = withNumbersWithin(body, {
    model: body.model,
    messages,
    ...toParameters(body, losses),
    ...tools.fields,
  });
  return {
    request: request as unknown as CompletionRequest,
    losses,
    thoughts,
    origins: { messages: origins, tools: tools.origins, schema: schemaPlace(body) },
    ...toThoughtWishes(body),
  };
}

/** A model that is not shown what Google keeps under that name would answer another question. */
function requireNothingKept({ cachedContent: name }: Fields): void {
  if (name === undefined || name === null || name === '') return;
  const why =
    "only Gemini has what it keeps. Send it in 'systemInstruction', 'contents' and 'tools' instead.";
  throw untranslatable('cachedContent', `'cachedContent': ${why}`);
}
