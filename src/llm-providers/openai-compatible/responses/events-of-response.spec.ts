import { eventsOfResponse } from './events-of-response.js';

const NOTE = { type: 'url_citation', url: 'https://a.example' };
const TEXT = { type: 'output_text', text: 'Yes.', annotations: [NOTE] };
const REFUSAL = { type: 'refusal', refusal: 'No.' };
const FRAME = { id: 'resp_1', usage: { total_tokens: 1 }, of_tomorrow: true };

const responseWith = (...output: readonly object[]) => ({ ...FRAME, status: 'completed', output });
const namesOf = (events: readonly { readonly type?: unknown }[]) =>
  events.map(({ type }) => String(type).replace('response.', ''));

describe('the events of a response that came as a whole', () => {
  it('tell each text in one piece, with what is noted at it', () => {
    const message = { id: 'm', type: 'message', status: 'completed', content: [TEXT, REFUSAL] };
    const events = eventsOfResponse(responseWith(message)).slice(2, -1);
    const first = { item_id: 'm', output_index: 0, content_index: 0 };
    const second = { ...first, content_index: 1 };
    expect(events.map(({ sequence_number: _number, ...event }) => event)).toEqual([
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...message, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...first, part: { ...TEXT, text: '', annotations: [] } },
      { type: 'response.output_text.delta', ...first, delta: 'Yes.', logprobs: [] },
      { type: 'response.output_text.done', ...first, text: 'Yes.', logprobs: [] },
      { type: 'response.output_text.annotation.added', ...first, annotation_index: 0, annotation: NOTE },
      { type: 'response.content_part.done', ...first, part: TEXT },
      { type: 'response.content_part.added', ...second, part: { ...REFUSAL, refusal: '' } },
      { type: 'response.refusal.delta', ...second, delta: 'No.' },
      { type: 'response.refusal.done', ...second, refusal: 'No.' },
      { type: 'response.content_part.done', ...second, part: REFUSAL },
      { type: 'response.output_item.done', output_index: 0, item: message },
    ]);
  });

  it.each([
    [
      { id: 'f', type: 'function_call', name: 'look', arguments: '{}' },
      ['function_call_arguments.delta', 'function_call_arguments.done'],
      { arguments: '' },
    ],
    [{ id: 'f', type: 'function_call', name: 'look', arguments: '' }, ['function_call_arguments.done'], {}],
    [
      { id: 'c', type: 'custom_tool_call', name: 'run', input: 'ls' },
      ['custom_tool_call_input.delta', 'custom_tool_call_input.done'],
      { input: '' },
    ],
    [
      {
        id: 'r',
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: 'Hm.' }],
        encrypted_content: 's',
      },
      [
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
      ],
      { summary: [], encrypted_content: 's' },
    ],
    [{ id: 'w', type: 'web_search_call', action: { query: 'a' } }, [], { action: { query: 'a' } }],
  ])('tell an item by its pieces: %j', (item, pieces, begun) => {
    const events = eventsOfResponse(responseWith(item)).slice(2, -1);
    expect(namesOf(events)).toEqual(['output_item.added', ...pieces, 'output_item.done']);
    expect(events[0]).toMatchObject({ item: begun });
    expect(events.at(-1)).toMatchObject({ item });
  });

  it.each(['completed', 'incomplete', 'failed'])('are numbered, and end as it did: %s', (status) => {
    const response = { ...FRAME, status, output: [], error: { message: 'It broke.' } };
    const events = eventsOfResponse(response);
    const begun = { ...response, status: 'in_progress', error: null, usage: null };
    expect(events).toMatchObject([
      { type: 'response.created', sequence_number: 0, response: begun },
      { type: 'response.in_progress', sequence_number: 1, response: begun },
      { type: `response.${status}`, sequence_number: 2, response },
    ]);
  });
});
