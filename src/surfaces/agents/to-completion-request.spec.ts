import { parsePromptRequest, toCompletionRequest } from './prompt-request.js';
import { hello } from './testing/prompt-refusal.js';

describe('toCompletionRequest', () => {
  const toRequest = (body: object) => toCompletionRequest(parsePromptRequest(body), 'gpt-o3-mini');

  it('makes a prompt the user’s message to the default model, and adds nothing', () => {
    expect(toRequest({ prompt: ' Hello ' })).toEqual({
      model: 'gpt-o3-mini',
      messages: [{ role: 'user', content: ' Hello ' }],
    });
  });

  it('puts the system instruction before the conversation', () => {
    const messages = [{ role: 'assistant', content: 'Yes?' }, hello];
    expect(toRequest({ system: 'Be brief.', messages }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      ...messages,
    ]);
  });

  it('hands on what the caller set, zero included, and keeps stream and strict to itself', () => {
    const body = { model: 'gpt-4o', max_tokens: 1, temperature: 0, stream: true, strict: true };
    expect(toRequest({ prompt: 'Hello', ...body })).toEqual({
      model: 'gpt-4o',
      messages: [hello],
      max_tokens: 1,
      temperature: 0,
    });
  });

  it('treats null as not given', () => {
    const nothing = { model: null, max_tokens: null, temperature: null, system: null };
    expect(toRequest({ prompt: 'Hello', ...nothing })).toEqual({ model: 'gpt-o3-mini', messages: [hello] });
  });
});
