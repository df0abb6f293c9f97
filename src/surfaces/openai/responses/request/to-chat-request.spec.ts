import { requestOf, translated, warned } from '../testing/translated.js';

describe('parameters of a request', () => {
  it('are put in canonical words', () => {
    const schema = { type: 'object' };
    const body = {
      max_output_tokens: 5,
      reasoning: { effort: 'high', summary: 'auto' },
      text: { format: { type: 'json_schema', name: 'n', schema, strict: true }, verbosity: 'low' },
      include: ['message.output_text.logprobs'],
      top_logprobs: 2,
      service_tier: 'flex',
      prompt_cache_key: 'k',
      temperature: 0.5,
      safety_identifier: 's',
      seed: 7,
      store: false,
      metadata: { a: 'b' },
    };
    const { messages: _input, ...request } = requestOf(body);
    expect(request).toEqual({
      model: 'm',
      max_tokens: 5,
      reasoning_effort: 'high',
      verbosity: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } },
      logprobs: true,
      top_logprobs: 2,
      service_tier: 'flex',
      temperature: 0.5,
      safety_identifier: 's',
      seed: 7,
    });
    expect([translated(body).hints, warned(body)]).toEqual([{ prompt_cache_key: 'k' }, []]);
  });

  it.each<[object, string]>([
    [{ reasoning: { context: 'all' } }, 'reasoning.context'],
    [{ include: ['file_search_call.results'] }, 'include'],
    [{ n: 2 }, 'n'],
    [{ max_tool_calls: 1 }, 'max_tool_calls'],
    [{ store: true }, 'store'],
    [{ truncation: 'auto' }, 'truncation'],
  ])('are left out where nothing else has them, and told: %j', (body, parameter) => {
    expect(warned(body)).toEqual([[parameter, 'dropped']]);
    expect(() => translated(body).losses.requireNone()).toThrow(
      expect.objectContaining({ param: parameter }),
    );
  });

  it('are refused for a format that is none', () => {
    expect(() => requestOf({ text: { format: { type: 'xml' } } })).toThrow(
      expect.objectContaining({ param: 'text.format.type' }),
    );
  });
});
