import type { CompletionRequest, StreamPart } from '../../port/canonical.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import { gemini } from './gemini.definition.js';
import { toGeminiRequest } from './to-gemini-request.js';

const REQUEST: CompletionRequest = {
  model: 'gemini-3.5-flash-lite',
  messages: [{ role: 'user', content: 'Hello' }],
};
const SETTINGS = {
  apiKeys: [],
  baseUrl: null,
  defaultModel: gemini.defaultModel,
  modelAliases: new Map<string, string>(),
};
const call = { definition: gemini, settings: SETTINGS, apiKey: null, request: REQUEST, nowMs: 0 };
const answered = { call, requestId: 'r-1' };
const UNCHECKED = 'skip_thought_signature_validator';
const SIGNATURE = { google: { thought_signature: 'c2ln' } };

const wire = (parts: readonly object[], finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
});
const messageOf = (parts: readonly object[]) =>
  fromGeminiAnswer(wire(parts, 'STOP'), answered).choices[0]?.message;

async function deltasOf(...chunks: readonly object[]) {
  async function* stream() {
    yield* chunks;
  }
  const parts: StreamPart[] = [];
  for await (const part of fromGeminiStream(stream(), answered, new AbortController().signal))
    parts.push(part);
  return parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices : [])).map(({ delta }) => delta);
}

/** The model's turn of the next request. */
const partsBack = (message: object) =>
  toGeminiRequest({
    ...REQUEST,
    messages: [...REQUEST.messages, { role: 'assistant', ...message }, { role: 'user', content: 'And?' }],
  }).contents[1]?.parts;

describe('the signature of a text', () => {
  it('stands beside the text of a whole answer', () => {
    expect(messageOf([{ text: 'Hi', thoughtSignature: 'c2ln' }])).toEqual({
      role: 'assistant',
      content: 'Hi',
      refusal: null,
      extra_content: SIGNATURE,
    });
  });

  it('is that of the last text that has one, and not of a thought', () => {
    const message = messageOf([
      { text: 'Hm.', thought: true, thoughtSignature: 'dGhvdWdodA==' },
      { text: 'a', thoughtSignature: 'Zmlyc3Q=' },
      { text: 'b', thoughtSignature: 'c2ln' },
      { text: 'c' },
    ]);
    expect(message).toMatchObject({ content: 'abc', extra_content: SIGNATURE });
  });

  it.each([[7], [''], [null], [{}]])('is none where it is %j', (thoughtSignature) => {
    expect(messageOf([{ text: 'Hi', thoughtSignature }])).not.toHaveProperty('extra_content');
  });

  it('comes once in a stream, with the reason, even from a part without text', async () => {
    const deltas = await deltasOf(
      wire([{ text: 'H', thoughtSignature: 'Zmlyc3Q=' }]),
      wire([{ text: 'i' }]),
      wire([{ text: '', thoughtSignature: 'c2ln' }], 'STOP'),
    );
    expect(deltas).toEqual([
      { role: 'assistant', content: 'H' },
      { content: 'i' },
      { extra_content: SIGNATURE },
    ]);
  });

  it('is apart from those of calls', async () => {
    const signedCall = { functionCall: { name: 'f', args: {} }, thoughtSignature: 'Y2FsbA==' };
    const [, end] = await deltasOf(
      wire([signedCall]),
      wire([{ text: '', thoughtSignature: 'c2ln' }], 'STOP'),
    );
    expect(end).toEqual({ extra_content: SIGNATURE });
    const message = messageOf([signedCall]);
    expect(message).not.toHaveProperty('extra_content');
    expect(message?.tool_calls?.[0]).toMatchObject({
      extra_content: { google: { thought_signature: 'Y2FsbA==' } },
    });
  });

  it('goes back on the last text of its turn', () => {
    expect(partsBack({ content: 'Hi', extra_content: SIGNATURE })).toEqual([
      { text: 'Hi', thoughtSignature: 'c2ln' },
    ]);
    const content = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '' } }];
    expect(partsBack({ content, tool_calls: calls, extra_content: SIGNATURE })).toEqual([
      { text: 'a' },
      { text: 'b', thoughtSignature: 'c2ln' },
      { functionCall: { id: 'c', name: 'f', args: {} }, thoughtSignature: UNCHECKED },
    ]);
  });

  it('is not sent where its turn has no text', () => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '' } }];
    expect(partsBack({ content: null, tool_calls: calls, extra_content: SIGNATURE })).toEqual([
      { functionCall: { id: 'c', name: 'f', args: {} }, thoughtSignature: UNCHECKED },
    ]);
  });

  it.each([[null], [7], [{ google: null }], [{ google: { thought_signature: 7 } }], [{ other: {} }]])(
    'is not sent where a caller brings back %j',
    (extra) => {
      expect(partsBack({ content: 'Hi', extra_content: extra })).toEqual([{ text: 'Hi' }]);
    },
  );
});

describe('a call that comes back without its signature', () => {
  const calls = ['a', 'b'].map((name) => ({
    id: name,
    type: 'function',
    function: { name, arguments: '{}' },
  }));
  const signaturesFor = (model: string, tool_calls: readonly object[]) => {
    const messages = [
      ...REQUEST.messages,
      { role: 'assistant', tool_calls },
    ] as CompletionRequest['messages'];
    const parts = toGeminiRequest({ ...REQUEST, model, messages }).contents[1]?.parts ?? [];
    return parts.map((part) => ('thoughtSignature' in part ? part.thoughtSignature : null));
  };

  it.each(['gemini-3.5-flash-lite', 'models/gemini-3-flash-preview', 'gemini-4-argon'])(
    'is signed, if it is the first of its turn, so that %s does not check it',
    (model) => expect(signaturesFor(model, calls)).toEqual([UNCHECKED, null]),
  );

  it('keeps the one that it has', () => {
    const signed = calls.map((one) => ({ ...one, extra_content: SIGNATURE }));
    expect(signaturesFor('gemini-3.5-flash-lite', signed)).toEqual(['c2ln', 'c2ln']);
  });

  it('needs none before Gemini 3', () => {
    expect(signaturesFor('gemini-2.5-flash', calls)).toEqual([null, null]);
  });
});
