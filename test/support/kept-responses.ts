import type { Exchange } from './scripted-upstream/exchange.js';
import { answerJson } from './scripted-upstream/scripts.js';
import { stream } from './scripted-upstream/stream-script.js';
import { toStream } from './native-responses.js';

type Fields = Readonly<Record<string, unknown>>;

/** How a response is told again: by its events, by some of them before it stops or breaks, or as a whole. */
export type Replay = 'events' | 'end' | 'reset' | 'whole';

/** A provider of the Responses API with a store for each of its accounts, and thoughts that each alone can open. */
export class KeptResponses {
  private readonly kept = new Map<string, Fields>();
  private next = 0;

  constructor(private readonly replay: Replay = 'events') {}

  answer(exchange: Exchange): void | Promise<void> {
    const { headers, method, path, body = {} } = exchange.request;
    const account = String(headers['authorization']).replace('Bearer ', '');
    const [address = ''] = path.split('?');
    const [, id = '', part = ''] = /^\/v1\/responses\/([^/]+)(\/.*)?$/.exec(address) ?? [];
    if (method === 'POST' && id === 'compact') return this.compacted(account)(exchange);
    if (method === 'POST' && id === 'input_tokens') return counted(body)(exchange);
    if (method === 'POST' && id === '') return this.created(account, body)(exchange);
    const response = this.kept.get(`${account} ${id}`);
    if (!response) return answerJson(404, { error: { message: `Response '${id}' not found.` } })(exchange);
    if (part === '/input_items') {
      const data = [{ id: 'msg_in', type: 'message', role: 'user', content: [] }];
      return answerJson(200, { object: 'list', data, has_more: false, query: path.split('?')[1] })(exchange);
    }
    if (method === 'DELETE') {
      this.kept.delete(`${account} ${id}`);
      return answerJson(200, { id, object: 'response', deleted: true })(exchange);
    }
    const asked = new URLSearchParams(path.split('?')[1]);
    if (method === 'GET' && asked.get('stream') === 'true' && this.replay !== 'whole') {
      const after = Number(asked.get('starting_after') ?? -1);
      const events = eventsOf(response).map((event, at) => ({ ...event, sequence_number: at }));
      const told = toStream(events.slice(after + 1, this.replay === 'events' ? undefined : 3));
      return stream([told], { ending: this.replay === 'reset' ? 'reset' : 'end' })(exchange);
    }
    return answerJson(200, response)(exchange);
  }

  private created(
    account: string,
    { model, input, previous_response_id: previous, store, stream: isStream }: Fields,
  ) {
    if (previous !== undefined && !this.kept.has(`${account} ${previous as string}`))
      return answerJson(400, {
        error: { message: 'Previous response not found.', param: 'previous_response_id' },
      });
    const foreign = (Array.isArray(input) ? (input as Fields[]) : []).some(
      ({ encrypted_content: sealed }) => sealed !== undefined && sealed !== `sealed by ${account}`,
    );
    if (foreign)
      return answerJson(400, { error: { message: 'The encrypted content could not be verified.' } });
    this.next += 1;
    const output = [
      { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: `sealed by ${account}` },
      {
        id: 'msg_1',
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Yes.', annotations: [], logprobs: [] }],
      },
    ];
    const begun = {
      id: `resp_of_provider_${this.next}`,
      object: 'response',
      created_at: 1,
      status: 'in_progress',
      model,
      output: [],
      previous_response_id: previous ?? null,
      store: store ?? true,
      usage: null,
    };
    const usage = { input_tokens: 3, output_tokens: 1, total_tokens: 4 };
    const isBad = input === 'Fail';
    const error = isBad ? { code: 'server_error', message: 'It broke.' } : null;
    const response = { ...begun, status: isBad ? 'failed' : 'completed', error, output, usage };
    this.kept.set(`${account} ${begun.id}`, response);
    if (isStream !== true) return answerJson(200, response);
    return stream([toStream(eventsOf(response))]);
  }

  private compacted(account: string) {
    return answerJson(200, {
      id: 'resp_compact_1',
      object: 'response.compaction',
      created_at: 1,
      output: [{ id: 'cmp_1', type: 'compaction', encrypted_content: `sealed by ${account}` }],
      usage: { input_tokens: 30, output_tokens: 5, total_tokens: 35 },
    });
  }
}

/** Of the models `no-counts` it has no such address, `bad` it does not know, and of `bare` it tells the number alone. */
function counted({ model }: Fields) {
  if (model === 'no-counts') return answerJson(404, { detail: 'Not Found' });
  if (model === 'bad') return answerJson(400, { error: { message: 'No such thing here.' } });
  if (model === 'bare') return answerJson(200, { input_tokens: 42 });
  return answerJson(200, { object: 'response.input_tokens', input_tokens: 42 });
}

function eventsOf(response: Fields): Fields[] {
  const place = { item_id: 'msg_1', output_index: 1, content_index: 0 };
  const [thought, message] = response['output'] as Fields[];
  const begun = { ...response, status: 'in_progress', output: [], usage: null, error: null };
  return [
    { type: 'response.created', response: begun },
    { type: 'response.output_item.done', output_index: 0, item: thought },
    { type: 'response.output_text.delta', ...place, delta: 'Yes.', logprobs: [] },
    { type: 'response.output_item.done', output_index: 1, item: message },
    { type: `response.${String(response['status'])}`, response },
  ];
}
