import { asked, events, FINISHED } from './testing/asked-responses.js';

type Fields = Readonly<Record<string, unknown>>;

const TEXT = { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Noon' }] };
const CALL = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'now', arguments: '{"at":1}' };
const HIDDEN = { type: 'reasoning', id: 'rs_1', summary: [] };

/** The events of an item, as most servers send them; a place that is left out is told by its id. */
function told(item: Fields, index?: number): Fields[] {
  const place = { ...(index !== undefined && { output_index: index }) };
  const begun = { ...item, ...('arguments' in item ? { arguments: '' } : { content: [] }) };
  const ofItem = { ...place, item_id: item['id'] };
  const piece =
    'arguments' in item
      ? { type: 'response.function_call_arguments.delta', ...ofItem, delta: item['arguments'] }
      : { type: 'response.output_text.delta', ...ofItem, content_index: 0, delta: 'Noon' };
  return [
    { type: 'response.output_item.added', ...place, item: begun },
    piece,
    { type: 'response.output_item.done', ...place, item },
  ];
}
const ended = (...output: readonly Fields[]) => ({
  type: 'response.completed',
  response: { ...FINISHED, output },
});
const messageOf = async (answer: string | Fields) => (await asked(answer)).completion.choices[0]?.message;

describe('the items of a response', () => {
  it.each<[string, readonly Fields[]]>([
    ['no event tells a place', [...told(TEXT), ...told(CALL), ended(TEXT, CALL)]],
    [
      'the first event of each tells no place',
      [...told(TEXT, 0), ...told(CALL, 1)]
        .map((event) => {
          const { output_index: _place, ...others } = event;
          return event['type'] === 'response.output_item.added' ? others : event;
        })
        .concat(ended(TEXT, CALL)),
    ],
    [
      'the end leaves out one that was told',
      [...told({ ...HIDDEN, content: [] }, 0), ...told(TEXT, 1), ...told(CALL, 2), ended(TEXT, CALL)],
    ],
    [
      'their beginnings do not say what they are',
      [...told(TEXT, 0), ...told(CALL, 1)]
        .map((event) =>
          event['type'] === 'response.output_item.added'
            ? { ...event, item: { ...(event['item'] as Fields), type: undefined } }
            : event,
        )
        .concat(ended(TEXT, CALL)),
    ],
  ])('are told once where %s', async (_, stream) => {
    const message = await messageOf(events(...stream));
    expect(message?.content).toBe('Noon');
    expect(message?.tool_calls).toMatchObject([{ id: 'c1', function: { arguments: '{"at":1}' } }]);
  });

  it.each<[string, unknown]>([
    ['none', undefined],
    ['null', null],
    ['the id of another call', 'c1'],
  ])('are calls with ids of their own where one has %s', async (_, id) => {
    const other = { ...CALL, id: 'fc_2', call_id: id };
    const whole = { ...FINISHED, output: [CALL, other] };
    for (const answer of [whole, events(...told(CALL, 0), ...told(other, 1), ended(CALL, other))]) {
      const calls = (await messageOf(answer))?.tool_calls ?? [];
      const ids = calls.map((call) => call.id);
      expect([ids[0], new Set(ids).size, ids.every((one) => typeof one === 'string')]).toEqual([
        'c1',
        2,
        true,
      ]);
    }
  });

  it('have the arguments of a call that came as JSON', async () => {
    const call = { ...CALL, arguments: { at: 1 } };
    const message = await messageOf({ ...FINISHED, output: [call] });
    expect(message?.tool_calls).toMatchObject([{ function: { arguments: '{"at":1}' } }]);
  });
});
