import { parseChatRequest } from './chat-request.js';

const MESSAGES = [{ role: 'user', content: 'hi' }];
const BODY = { model: 'openai/gpt-6-luna', messages: MESSAGES };

describe('parseChatRequest', () => {
  it('takes a request as it is, with fields that do not exist yet', () => {
    const body = {
      ...BODY,
      temperature: null,
      tools: [{ type: 'custom', custom: { name: 'x' } }],
      field_of_tomorrow: { deep: [1] },
    };
    expect(parseChatRequest(body)).toEqual({ request: body, isStream: false, wantsUsage: false });
  });

  it('keeps what a stream was asked for, but for the wish for usage', () => {
    const options = { include_usage: true, include_obfuscation: false };
    expect(parseChatRequest({ ...BODY, stream: true, stream_options: options })).toEqual({
      request: { ...BODY, stream_options: options },
      isStream: true,
      wantsUsage: true,
    });
    expect(parseChatRequest({ ...BODY, stream: true, stream_options: { include_usage: false } })).toEqual({
      request: BODY,
      isStream: true,
      wantsUsage: false,
    });
  });

  it.each<[string, unknown, string | undefined, string]>([
    ['no object', [], undefined, 'wrong_type'],
    ['no model', { messages: MESSAGES }, 'model', 'missing'],
    ['a model that is a number', { ...BODY, model: 4 }, 'model', 'wrong_type'],
    ['an empty model', { ...BODY, model: '' }, 'model', 'wrong_value'],
    ['no messages', { model: 'm' }, 'messages', 'missing'],
    ['messages that are a text', { ...BODY, messages: 'hi' }, 'messages', 'wrong_type'],
    ['an empty list of messages', { ...BODY, messages: [] }, 'messages', 'wrong_value'],
    ['a message that is none', { ...BODY, messages: [...BODY.messages, 'hi'] }, 'messages[1]', 'wrong_type'],
    ['a tool that is none', { ...BODY, tools: [{}, null] }, 'tools[1]', 'wrong_type'],
    ['a stop that is none', { ...BODY, stop: ['a', 1] }, 'stop[1]', 'wrong_type'],
    ['no role', { ...BODY, messages: [{ content: 'x' }] }, 'messages[0].role', 'missing'],
    [
      'a later wrong role',
      { ...BODY, messages: [...MESSAGES, { role: 'king', content: 'x' }] },
      'messages[1].role',
      'wrong_value',
    ],
    ['no content', { ...BODY, messages: [{ role: 'user' }] }, 'messages[0].content', 'missing'],
    [
      'content that is a number',
      { ...BODY, messages: [{ role: 'user', content: 1 }] },
      'messages[0].content',
      'wrong_type',
    ],
    [
      'a part without a type',
      { ...BODY, messages: [{ role: 'user', content: [{ text: 'x' }] }] },
      'messages[0].content[0].type',
      'missing',
    ],
    [
      'a result of no call',
      { ...BODY, messages: [{ role: 'tool', content: 'x' }] },
      'messages[0].tool_call_id',
      'missing',
    ],
    ['a temperature of 3', { ...BODY, temperature: 3 }, 'temperature', 'wrong_value'],
    ['a temperature that is a text', { ...BODY, temperature: '1' }, 'temperature', 'wrong_type'],
    ['half a token', { ...BODY, max_tokens: 0.5 }, 'max_tokens', 'wrong_type'],
    ['no token', { ...BODY, max_completion_tokens: 0 }, 'max_completion_tokens', 'wrong_value'],
    ['tools that are no list', { ...BODY, tools: {} }, 'tools', 'wrong_type'],
    ['a stream that is a text', { ...BODY, stream: 'yes' }, 'stream', 'wrong_type'],
    [
      'a wish for usage that is a text',
      { ...BODY, stream: true, stream_options: { include_usage: 'yes' } },
      'stream_options.include_usage',
      'wrong_type',
    ],
    ['options without a stream', { ...BODY, stream_options: {} }, 'stream_options', 'wrong_value'],
  ])('refuses %s', (_, body, param, fault) => {
    let thrown: unknown = null;
    try {
      parseChatRequest(body);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'request.invalid', fault });
    expect((thrown as { param?: string }).param).toBe(param);
  });
});
