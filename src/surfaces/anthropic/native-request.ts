import type { IncomingHttpHeaders } from 'node:http';
import { isObject, type Fields } from '../../common/fields.js';
import { filterMembers } from '../../common/written-numbers.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { NativeRequest } from '../../port/native-messages.js';
import type { MessagesBody } from './request/messages-request.js';

/** Headers that say how a body is to be read. Betas are an open list: a new one has to work on its first day. */
const READ_BY = ['anthropic-version', 'anthropic-beta'] as const;

/** Where a parameter stands in the caller's body, by its canonical name: a rule of the target's family may take it out. */
const PLACES: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'top_p',
  top_k: 'top_k',
  service_tier: 'service_tier',
  stop: 'stop_sequences',
};

/** Of the headers of a request, those that say how its body is to be read. */
export function readByHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const found = READ_BY.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(
    found.filter((entry): entry is readonly [(typeof entry)[0], string] => typeof entry[1] === 'string'),
  );
}

/**
 * The caller's own request, for a provider that speaks Anthropic's API: as it came, but for the model's name and what
 * rules of the target's family took out.
 * @param asked its parameters before the rules.
 * @param adapted the same behind them.
 */
export function toNativeRequest(
  body: MessagesBody,
  headers: Readonly<Record<string, string>>,
  { asked, adapted }: { readonly asked: CompletionRequest; readonly adapted: CompletionRequest },
): NativeRequest {
  const isOut = (name: string) => name in asked && !(name in adapted);
  const out = new Set(Object.entries(PLACES).flatMap(([name, place]) => (isOut(name) ? [place] : [])));
  const { model } = adapted;
  const own = filterMembers(body, (name) => name !== 'stream' && !out.has(name));
  return { model, headers, body: { ...own, ...(isOut('response_format') && withoutFormat(body)), model } };
}

function withoutFormat({ output_config: config }: Fields): Fields {
  if (!isObject(config)) return {};
  const { format: _format, ...others } = config;
  return { output_config: others };
}
