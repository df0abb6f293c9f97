import type { StreamPart } from '../../port/canonical.js';
import { withoutForeignThoughts } from './foreign-thoughts.js';
import { answering, attemptWith, KEY, MODEL } from './testing/replay.js';

const BODY = { model: MODEL, max_tokens: 5, messages: [{ role: 'user', content: 'Hello' }] };
const REQUEST = { model: MODEL, body: BODY, headers: {} };
const MESSAGE = { type: 'message', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', new: 1 };
const EVENTS = [
  { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'ping' },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
];
const STOP = { type: 'message_stop' };

const streaming = (...events: readonly object[]) =>
  new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  });
const messagesOf = (answer: () => Response) => answering(answer).messages;

async function partsOf(answer: () => Response): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of messagesOf(answer).stream(REQUEST, attemptWith())) parts.push(part);
  return parts;
}
const dataOf = (parts: readonly StreamPart[]) =>
  parts.flatMap(({ events = [] }) => events.map(({ data }) => data));

describe('AnthropicMessages', () => {
  it('gives a whole answer as it came, and what was read of it', async () => {
    const written = JSON.stringify(MESSAGE, null, 1);
    const { body, completion, text } = await messagesOf(() => new Response(written)).complete(
      REQUEST,
      attemptWith(),
    );
    expect([text, body, completion.choices[0]?.message.content]).toEqual([written, MESSAGE, 'Hi']);
  });

  it('reads a whole answer that came as a stream', async () => {
    const answer = await messagesOf(() => streaming(...EVENTS, STOP)).complete(REQUEST, attemptWith());
    expect(answer).toMatchObject({ body: null, completion: { choices: [{ message: { content: 'Hi' } }] } });
  });

  it('gives each event with the part that it was read from, the first ones with the first word', async () => {
    const parts = await partsOf(() => streaming(...EVENTS, STOP));
    expect(dataOf(parts)).toEqual([...EVENTS, STOP]);
    const texts = parts.flatMap(({ events = [] }) => events.map(({ text }) => text));
    expect(texts).toEqual([...EVENTS, STOP].map((event) => JSON.stringify(event)));
    const first = parts.find(({ events }) => events?.length);
    expect(dataOf(first ? [first] : [])).toEqual(EVENTS.slice(0, 4));
    expect(dataOf(parts.slice(-1))).toEqual([STOP]);
  });

  it('keeps our key out of names, whatever the provider puts there', async () => {
    const named = { ...MESSAGE, id: KEY, model: `m-${KEY}`, stop_reason: KEY };
    const own = { ...MESSAGE, id: '', model: MODEL, stop_reason: 'end_turn' };
    const { body, text } = await messagesOf(() => Response.json(named)).complete(REQUEST, attemptWith());
    expect([body, text]).toEqual([own, undefined]);
    const [, ...rest] = EVENTS.slice(0, 4);
    const delta = { stop_reason: 'end_turn', stop_sequence: KEY };
    const events = [{ type: 'message_start', message: named }, ...rest, { type: 'message_delta', delta }];
    expect(dataOf(await partsOf(() => streaming(...events)))).toEqual([
      { type: 'message_start', message: own },
      ...rest,
      { type: 'message_delta', delta: { ...delta, stop_sequence: null } },
      STOP,
    ]);
  });

  it('keeps few events that say nothing', async () => {
    const empty = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
    const endless = () => streaming(...EVENTS.slice(0, 1), ...Array.from({ length: 2_000 }, () => empty));
    await expect(partsOf(endless)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  it('makes up for a last event that a server left out', async () => {
    expect(dataOf(await partsOf(() => streaming(...EVENTS))).at(-1)).toEqual(STOP);
  });

  it('gives no events where a whole answer came in their place', async () => {
    const parts = await partsOf(() => Response.json(MESSAGE));
    expect(parts.map(({ events }) => events)).toEqual([undefined, undefined]);
  });

  it('throws what the stream reports, and for one that just stops', async () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    await expect(partsOf(() => streaming(...EVENTS.slice(0, 4), error))).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
    await expect(partsOf(() => streaming(...EVENTS.slice(0, 4)))).rejects.toMatchObject({
      code: 'provider.invalid_response',
    });
  });

  it('counts tokens as the provider does', async () => {
    const countOf = (answer: unknown) =>
      messagesOf(() => Response.json(answer)).countTokens(REQUEST, attemptWith());
    expect(await countOf({ input_tokens: 12 })).toBe(12);
    for (const none of [{}, null, [], { input_tokens: -1 }]) {
      await expect(countOf(none)).rejects.toMatchObject({ code: 'provider.invalid_response' });
    }
    const error = { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } };
    await expect(countOf(error)).rejects.toMatchObject({ code: 'provider.rate_limited' });
  });
});

describe('withoutForeignThoughts', () => {
  const thought = (signature?: string) => ({ type: 'thinking', thinking: 'Hm.', signature });
  const use = { type: 'tool_use', id: 'a', name: 'f', input: {} };
  const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] };
  const LATER = { role: 'system', content: 'Go on.' };
  const loop = (...content: readonly object[]) => ({
    ...BODY,
    thinking: { type: 'enabled', budget_tokens: 2_000 },
    messages: [...BODY.messages, { role: 'assistant', content }, result],
  });

  it.each([BODY, loop(thought('sig'), use), loop(use), { ...BODY, messages: 'x' }])(
    'leaves a request without any as it is: %j',
    (body) => expect(withoutForeignThoughts(body)).toBe(body),
  );

  it('takes them out, and thinking with them in a loop of tools', () => {
    const off = { thinking: { type: 'disabled' } };
    expect(withoutForeignThoughts(loop(thought(''), use))).toEqual({ ...loop(use), ...off });
    const told = { ...loop(thought(''), use), messages: [...loop(thought(''), use).messages, LATER] };
    expect(withoutForeignThoughts(told)).toMatchObject(off);
    const sealed = { type: 'redacted_thinking', data: 'tollgate:e30' };
    expect(withoutForeignThoughts(loop(sealed, use))).toEqual({ ...loop(use), ...off });
    expect(withoutForeignThoughts(loop(thought(), thought('sig'), use))).toEqual(loop(thought('sig'), use));
  });

  it('leaves out a turn of which nothing is left', () => {
    const messages = [...BODY.messages, { role: 'assistant', content: [thought('')] }, ...BODY.messages];
    const left = [...BODY.messages, ...BODY.messages];
    expect(withoutForeignThoughts({ ...BODY, messages })).toEqual({ ...BODY, messages: left });
  });
});
