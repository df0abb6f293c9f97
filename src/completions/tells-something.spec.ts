import type { CompletionChunk, StreamPart } from '../port/canonical.js';
import { chunkOf, END, USAGE } from '../port/testing/fake-llm-provider.js';
import { tellsSomething } from './tells-something.js';

const part = (delta: object | null): StreamPart => ({ type: 'chunk', chunk: chunkOf(delta as never) });
const withChoices = (choices: unknown): StreamPart => ({
  type: 'chunk',
  chunk: { ...chunkOf({}), choices, usage: USAGE } as CompletionChunk,
});

describe('a part of a streamed answer', () => {
  it.each<[string, object | null]>([
    ['nothing', {}],
    ['null for a delta', null],
    ['a role', { role: 'assistant' }],
    ['a role and an empty text', { role: 'assistant', content: '', refusal: null }],
    ['a name and an id', { name: 'assistant', id: 'msg_1' }],
    ['empty thoughts', { content: null, reasoning_content: '', reasoning: null, reasoning_details: [] }],
    [
      'thoughts without a word',
      { reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'x', text: '' }] },
    ],
    ['a text in parts without a word', { content: [{ type: 'text', text: '' }] }],
    ['no tool call', { tool_calls: [] }],
    ['an empty piece of a tool call', { tool_calls: [{ index: 0, function: { arguments: '' } }] }],
    ['a flag and a number', { is_first: true, sequence: 7 }],
  ])('with %s is a preamble', (_what, delta) => {
    expect(tellsSomething(part(delta))).toBe(false);
  });

  it.each([
    ['no choices, and a count', []],
    ['a choice without a delta', [{ index: 0, finish_reason: null }]],
  ])('with %s is a preamble', (_what, choices) => {
    expect(tellsSomething(withChoices(choices))).toBe(false);
  });

  it.each<[string, object]>([
    ['a text', { content: 'Hi' }],
    ['a blank', { content: ' ' }],
    ['a text in parts', { content: [{ type: 'text', text: 'Hi' }] }],
    ['a thought (reasoning_content)', { role: 'assistant', content: '', reasoning_content: 'Hm' }],
    ['a thought (reasoning)', { reasoning: 'Hm' }],
    ['a thought (reasoning_details)', { reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }] }],
    ['a thought (thinking_blocks)', { thinking_blocks: [{ type: 'thinking', thinking: 'Hm' }] }],
    ['a refusal', { refusal: 'No.' }],
    [
      'the beginning of a tool call',
      { tool_calls: [{ index: 0, type: 'function', function: { name: 'f', arguments: '' } }] },
    ],
    ['a piece of a tool call', { tool_calls: [{ index: 0, function: { arguments: '{' } }] }],
    ['a call of the older kind', { function_call: { name: 'f' } }],
    ['something of an unknown kind', { audio: { transcript: 'Hi' } }],
  ])('with %s tells something', (_what, delta) => {
    expect(tellsSomething(part(delta))).toBe(true);
  });

  it('with a finish reason, or the end, tells something', () => {
    expect(tellsSomething(withChoices([{ index: 0, delta: {}, finish_reason: 'length' }]))).toBe(true);
    expect(tellsSomething(END)).toBe(true);
  });

  it('is not dug into without end', () => {
    let delta: object = { text: 'deep' };
    for (let depth = 0; depth < 50_000; depth += 1) delta = { inner: delta };
    expect(tellsSomething(part(delta))).toBe(false);
  });
});
