import type { CompletionRequest } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { anthropic } from './anthropic.definition.js';
import { lossOfBegunAnswer } from './begun-answer.js';
import { toAnthropicMessages } from './to-anthropic-messages.js';

const ASKING = { role: 'user', content: 'Hello' };
const ANSWER = { role: 'assistant', content: 'Hi!' };
const RULE = { role: 'system', content: 'Be brief.' };
const turnsOf = (...messages: readonly object[]) => {
  const call = { request: { model: 'claude-haiku-4-5', messages }, definition: anthropic };
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

describe('the warning of blanks behind an answer that was begun', () => {
  const called = { name: 'f', arguments: '{}' };
  const tool = { id: 'a', type: 'function', function: called };
  const text = (words: string) => ({ type: 'text', text: words });

  it.each<[string, object, string[]]>([
    ['blanks behind its text', { content: 'Hi \n' }, ['messages[1].content']],
    ['blanks behind its last part', { content: [text('Hi'), text('there ')] }, ['messages[1].content']],
    ['a last part of blanks alone', { content: [text('Hi '), text(' ')] }, ['messages[1].content']],
    ['no blanks', { content: 'Hi' }, []],
    ['blanks alone', { content: ' ' }, []],
    ['blanks behind a refusal', { content: null, refusal: 'No. ' }, ['messages[1].content']],
    [
      'blanks behind a refusal in parts',
      { content: [{ type: 'refusal', refusal: 'No ' }] },
      ['messages[1].content'],
    ],
    ['blanks before the call of a tool', { content: 'Hi ', tool_calls: [tool] }, []],
    ['blanks before the call of a function', { content: 'Hi ', function_call: called }, []],
  ])('is of what is sent changed: %s', (_, answer, places) => {
    const messages = [ASKING, { role: 'assistant', ...answer }, RULE];
    expect(
      lossOfBegunAnswer({ model: 'claude-haiku-4-5', messages }).map(({ parameter }) => parameter),
    ).toEqual(places);
  });
});
