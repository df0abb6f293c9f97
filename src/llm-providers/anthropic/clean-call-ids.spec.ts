import fc from 'fast-check';
import type { ChatMessage } from '../../port/canonical.js';
import { withCleanCallIds } from './clean-call-ids.js';

const turn = (...ids: readonly string[]) => ({
  role: 'assistant',
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
});
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: id });
const user = { role: 'user', content: 'Hi' };

/** Ids of calls, an array for each turn, and of results. */
function idsIn(...messages: readonly object[]): unknown[] {
  return withCleanCallIds(messages as ChatMessage[]).flatMap((message): unknown[] => {
    if (message.role === 'tool') return [message.tool_call_id];
    return message.role === 'assistant' ? [(message.tool_calls ?? []).map(({ id }) => id)] : [];
  });
}

describe('ids of calls for Anthropic', () => {
  it('are left alone where they are good', () => {
    const messages = [user, turn('toolu_1', 'call-2'), result('call-2'), result('toolu_1')] as ChatMessage[];
    expect(withCleanCallIds(messages).every((message, at) => message === messages[at])).toBe(true);
  });

  it.each([
    ['Bash:12', 'Bash_3a_12'],
    ['functions.look:0', 'functions_2e_look_3a_0'],
    ['call_a|fc_b', 'call_a_7c_fc_b'],
    ['über', '_fc_ber'],
    ['', 'call'],
  ])('have no letters that the API refuses, nor do their results: %j', (id, clean) => {
    expect(idsIn(turn(id), result(id))).toEqual([[clean], clean]);
  });

  it('come once in a conversation', () => {
    expect(
      idsIn(
        turn('call_0', 'call_1'),
        result('call_1'),
        result('call_0'),
        user,
        turn('call_0'),
        result('call_0'),
      ),
    ).toEqual([['call_0', 'call_1'], 'call_1', 'call_0', ['call_0_2'], 'call_0_2']);
  });

  it('come once in a turn, with the results in the order of the calls', () => {
    expect(idsIn(turn('a', 'a'), result('a'), result('a'))).toEqual([['a', 'a_2'], 'a', 'a_2']);
    expect(idsIn(turn('a.b', 'a:b'), result('a:b'), result('a.b'))).toEqual([
      ['a_2e_b', 'a_3a_b'],
      'a_3a_b',
      'a_2e_b',
    ]);
  });

  it('are paired where each call of a round is a message of its own', () => {
    const before = [turn('a:1'), result('a:1')];
    expect(idsIn(...before, turn('a:1'), turn('b'), result('a:1'), result('b')).slice(2)).toEqual([
      ['a_3a_1_2'],
      ['b'],
      'a_3a_1_2',
      'b',
    ]);
  });

  it('clean that of a result without a call', () => {
    expect(idsIn(result('x.y'))).toEqual(['x_2e_y']);
  });

  it('are good and paired for any history', () => {
    const id = fc.constantFrom('a', 'a_2', 'b:1', 'b_1', 'é');
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(id, { minLength: 1, maxLength: 3 }), { maxLength: 6 }), (turns) => {
        const all = idsIn(...turns.flatMap((ids) => [turn(...ids), ...ids.toReversed().map(result)]));
        const calls = all.flatMap((one) => (Array.isArray(one) ? (one as string[]) : []));
        expect(new Set(calls).size).toBe(calls.length);
        for (const one of calls) expect(one).toMatch(/^[a-zA-Z0-9_-]+$/);
        expect(new Set(all.filter((one) => !Array.isArray(one)))).toEqual(new Set(calls));
      }),
    );
  });
});
