import type { CompletionRequest } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { anthropic } from './anthropic.definition.js';
import { toAnthropicMessages } from './to-anthropic-messages.js';

const ASKING = { role: 'user', content: 'Hello' };
const ANSWER = { role: 'assistant', content: 'Hi!' };
const RULE = { role: 'system', content: 'Be brief.' };
const turnsOf = (...messages: readonly object[]) => {
  const call = { request: { model: 'claude-haiku-5-5', messages }, definition: anthropic };
  return toAnthropicMessages(call as unknown as UpstreamCall<CompletionRequest>).messages;
};

describe('the end of a conversation', () => {
  it.each([' \n', '', [{ type: 'text', text: '\t' }]])(
    'is no answer to be continued where its user says nothing but %j',
    (content) => {
      expect(() => turnsOf(ASKING, ANSWER, { role: 'user', content }, RULE)).toThrow(
        expect.objectContaining({ code: 'provider.rejected', param: 'messages[2].content' }) as Error,
      );
    },
  );

  it('may be a user who says nothing behind one who does', () => {
    expect(turnsOf(ASKING, { role: 'user', content: ' ' })).toHaveLength(1);
  });

  it('may be an answer that was begun', () => {
    expect(turnsOf(ASKING, { role: 'user', content: ' ' }, ANSWER)).toHaveLength(2);
  });
});
