import type { ChatMessage } from '../../port/canonical.js';
import { lossOfPlace } from '../upstream/moved-instructions.js';
import { GEMINI_TRANSLATION } from '../gemini/gemini-translation.js';
import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { takesInstructions } from './anthropic-instructions.js';
import { toAnthropicRequest } from './to-anthropic-request.js';

const NEW = 'claude-haiku-5-5';
const OLDER = 'claude-haiku-4-5';
const said = (role: string, content: unknown) => ({ role, content }) as ChatMessage;
const block = (text: string) => [{ type: 'text', text }];
const turn = (role: string, text: string) => ({ role, content: block(text) });
const sent = (model: string, ...messages: ChatMessage[]) => {
  const { system, messages: turns } = toAnthropicRequest({ request: { model, messages } } as never);
  return { system, turns };
};

const BEGUN = [said('system', 'Be brief.'), said('user', 'Hi'), said('assistant', 'Yes?')];

describe('instructions in the middle of a conversation', () => {
  it.each([
    ['behind a user', [said('user', 'Go'), said('developer', 'In French.')]],
    ['before a user, behind what he says', [said('system', 'In French.'), said('user', 'Go')]],
  ])('stand there for models that take them: %s', (_where, more) => {
    expect(sent(NEW, ...BEGUN, ...more)).toEqual({
      system: block('Be brief.'),
      turns: [
        turn('user', 'Hi'),
        turn('assistant', 'Yes?'),
        turn('user', 'Go'),
        turn('system', 'In French.'),
      ],
    });
  });

  it('stand before the answer to the turn that they follow, as one', () => {
    const twice = [said('system', 'In French.'), said('system', [{ type: 'text', text: 'Politely.' }])];
    const { turns } = sent(NEW, said('user', 'Hi'), ...twice, said('assistant', 'Oui ?'), said('user', 'Go'));
    expect(turns[1]).toEqual({ role: 'system', content: [...block('In French.'), ...block('Politely.')] });
    expect(turns.map(({ role }) => role)).toEqual(['user', 'system', 'assistant', 'user']);
  });

  it.each(['user', 'system'])('are read in linear time, as are messages of one role: %s', (role) => {
    const many = Array.from({ length: 30_000 }, () => said(role, 'More.'));
    const begun = performance.now();
    const { turns } = sent(NEW, said('user', 'Hi'), ...many);
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(turns.flatMap(({ content }) => content)).toHaveLength(30_001);
  });

  it('stand behind all results of tools that they stood between', () => {
    const calls = ['a', 'b'].map((id) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: '{}' },
    }));
    const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: id }) as ChatMessage;
    const calling = { role: 'assistant', content: null, tool_calls: calls } as ChatMessage;
    const { turns } = sent(
      NEW,
      said('user', 'Hi'),
      calling,
      result('a'),
      said('system', 'Note.'),
      result('b'),
    );
    expect(turns.map(({ role, content }) => [role, content.length])).toEqual([
      ['user', 1],
      ['assistant', 2],
      ['user', 2],
      ['system', 1],
    ]);
  });

  it('stand behind the turn of a user that is put behind a last answer', () => {
    const { turns } = sent(NEW, ...BEGUN, said('system', 'In French.'));
    expect(turns.slice(2)).toEqual([turn('user', '.'), turn('system', 'In French.')]);
  });

  it('stand before the conversation for older models, in their order', () => {
    const { system, turns } = sent(OLDER, ...BEGUN, said('system', 'In French.'), said('user', 'Go'));
    expect(system).toEqual([...block('Be brief.'), ...block('In French.')]);
    expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it.each([
    ['claude-opus-4-7', false],
    ['claude-opus-4-8', true],
    ['claude-sonnet-4-6', false],
    ['claude-sonnet-5', true],
    ['claude-fable-5-1', true],
    ['a-model-of-another', false],
  ])('of %s are taken where they stand: %s', (model, isTaken) => {
    expect(takesInstructions(model)).toBe(isTaken);
  });

  it('are told where they are moved, with the first place', () => {
    const messages = [...BEGUN, said('system', ''), said('developer', 'In French.'), said('user', 'Go')];
    const told = [{ parameter: 'messages[4]', action: 'changed', reason: expect.stringContaining('before') }];
    expect(lossOfPlace({ messages })).toEqual(told);
    expect(ANTHROPIC_TRANSLATION.losses({ model: OLDER, messages })).toEqual(told);
    expect(ANTHROPIC_TRANSLATION.losses({ model: NEW, messages })).toEqual([]);
    expect(GEMINI_TRANSLATION.losses({ model: 'gemini-3.1-pro-preview', messages })).toEqual(told);
    expect(lossOfPlace({ messages: BEGUN })).toEqual([]);
  });
});
