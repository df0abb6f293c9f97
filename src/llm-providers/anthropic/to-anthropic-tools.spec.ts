import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { hello, turnsOf, wireOf } from './testing/wire-of.js';

const lossesOf = (fields: object) =>
  ANTHROPIC_TRANSLATION.losses({ model: 'claude-haiku-5-5', messages: [], ...fields });
const CALL = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };

describe('tools for Anthropic', () => {
  it('offers every name of a tool once, for the API refuses a second one', () => {
    const tool = (description: string) => ({ type: 'function', function: { name: 'f', description } });
    expect(wireOf({ tools: [tool('First.'), tool('Last.')] })['tools']).toMatchObject([
      { name: 'f', description: 'Last.' },
    ]);
  });

  it('says tools by their schema, and passes on Anthropic’s own', () => {
    const search = { type: 'web_search_20250305', name: 'web_search' };
    const properties = { city: { type: 'string' } };
    const parameters = { type: 'object', properties, additionalProperties: false };
    const tools = [
      { type: 'function', function: { name: 'weather', description: 'Of a city', parameters, strict: true } },
      { type: 'function', function: { name: 'now' } },
      search,
    ];
    expect(wireOf({ tools })['tools']).toEqual([
      { name: 'weather', description: 'Of a city', input_schema: parameters, strict: true },
      { name: 'now', input_schema: { type: 'object', properties: {} } },
      search,
    ]);
  });

  it('says the schema of a strict tool in the words of structured outputs, and tells what is lost', () => {
    const days = { type: 'integer', minimum: 1 };
    const parameters = { type: 'object', properties: { days }, required: ['days'] };
    const tools = [
      { type: 'function', function: { name: 'f', parameters } },
      { type: 'function', function: { name: 'g', parameters, strict: true } },
    ];
    expect(wireOf({ tools })['tools']).toEqual([
      { name: 'f', input_schema: parameters },
      {
        name: 'g',
        strict: true,
        input_schema: {
          ...parameters,
          properties: { days: { type: 'integer', description: 'minimum: 1' } },
          additionalProperties: false,
        },
      },
    ]);
    expect(lossesOf({ tools })).toMatchObject([
      { parameter: 'tools[1].function.parameters', reason: expect.stringContaining('no minimum:') as string },
    ]);
  });

  it('says those tools alone that the choice allows', () => {
    const tools = ['a', 'b'].map((name) => ({ type: 'function', function: { name } }));
    const choice = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [tools[1]] } };
    expect(wireOf({ tools, tool_choice: choice })).toMatchObject({
      tools: [{ name: 'b', input_schema: { type: 'object' } }],
      tool_choice: { type: 'any' },
    });
  });

  it('leaves to the provider what a caller writes beside a tool', () => {
    const cached = { type: 'ephemeral' };
    const tools = [
      { type: 'function', function: { name: 'a' }, cache_control: cached },
      { type: 'function', function: { name: 'b', cache_control: cached } },
    ];
    expect(wireOf({ tools })['tools']).toMatchObject([
      { name: 'a', cache_control: cached },
      { name: 'b', cache_control: cached },
    ]);
  });

  it.each([{}, { tools: [] }, { tool_choice: 'none' }])(
    'shows the tools of a history that offers none, to be called no more: %j',
    (fields) => {
      const again = { ...CALL, id: 'b' };
      const messages = [
        { role: 'assistant', tool_calls: [CALL, again] },
        { role: 'tool', tool_call_id: 'a', content: '1' },
        { role: 'tool', tool_call_id: 'b', content: '2' },
      ];
      expect(wireOf({ ...fields, messages: [...hello, ...messages] })).toMatchObject({
        tools: [{ name: 'f', input_schema: { type: 'object', properties: {} } }],
        tool_choice: { type: 'none' },
      });
    },
  );

  it.each([{}, { tools: [] }, { functions: [] }])('makes no choice among no tools: %j', (fields) => {
    for (const choice of ['auto', 'none']) {
      const wire = wireOf({ ...fields, tool_choice: choice });
      expect(wire).not.toHaveProperty('tool_choice');
      expect(wire).not.toHaveProperty('tools');
    }
  });

  it.each([
    ['{"city":"Os', { unreadable_arguments: '{"city":"Os' }],
    ['[1]', { unreadable_arguments: '[1]' }],
    [' ', {}],
  ])('has an object as the input of a call with the arguments %j', (written, input) => {
    const call = { id: 'a', type: 'function', function: { name: 'f', arguments: written } };
    const { messages } = turnsOf({ role: 'assistant', tool_calls: [call] });
    expect(messages[0]?.content).toEqual([{ type: 'tool_use', id: 'a', name: 'f', input }]);
  });
});
