import { familyOf } from '../../completions/parameter-rules.js';
import { OPENAI_MODEL_FAMILIES, REASONING_DEFAULT_MAX_TOKENS } from './openai-model-families.js';

const O1 = 'openai-o1';
const O3 = 'openai-o3';
const GPT5 = 'openai-gpt-5';
const GPT51 = 'openai-gpt-5.1';
const GPT54 = 'openai-gpt-5.4';
const GPT6 = 'openai-gpt-6';

describe('the family of an OpenAI model', () => {
  it.each<[string, string | null]>([
    ['o1', O1],
    ['o1-mini', O1],
    ['o1-preview', O1],
    ['o1-2024-12-17', O1],
    ['o3', O3],
    ['o3-mini', O1],
    ['o3-mini-2025-01-31', O1],
    ['o3-pro', O3],
    ['o4-mini', O3],
    ['o4-mini-2025-04-16', O3],
    ['ft:o4-mini-2025-04-16:org::id', O3],
    ['gpt-5', GPT5],
    ['gpt-5-2025-08-07', GPT5],
    ['gpt-5-mini', GPT5],
    ['gpt-5-nano', GPT5],
    ['gpt-5.1', GPT51],
    ['gpt-5.3-mini', GPT51],
    ['gpt-5.4', GPT54],
    ['gpt-5.5', GPT54],
    ['gpt-5.6', GPT6],
    ['gpt-5.10-sol', GPT6],
    ['gpt-5.4-mini', GPT54],
    ['gpt-5.6-sol', GPT6],
    ['gpt-5.6-terra', GPT6],
    ['gpt-5.6-luna', GPT6],
    ['gpt-6-luna', GPT6],
    ['gpt-6-sol', GPT6],
    ['gpt-6-astra', GPT6],
    ['gpt-6.1-sol', GPT6],
    ['gpt-6.1-terra', GPT6],
    ['gpt-10-sol', GPT6],
    ['ft:gpt-5-mini:org::id', GPT5],
    ['gpt-4o', null],
    ['gpt-4o-2024-08-06', null],
    ['gpt-4o-mini', null],
    ['gpt-4.1', null],
    ['gpt-4.1-nano', null],
    ['gpt-4', null],
    ['gpt-4-turbo', null],
    ['gpt-3.5-turbo', null],
    ['gpt-3.5-turbo-0125', null],
    ['chatgpt-4o-latest', null],
    ['gpt-5-chat-latest', null],
    ['gpt-5.1-chat-latest', null],
    ['gpt-o3-mini', null],
    ['ft:gpt-4o:org::id', null],
    ['ft:gpt-4o-mini-2024-07-18:o1-labs::o3', null],
    ['omni-moderation-latest', null],
    ['text-embedding-3-small', null],
    ['davinci-002', null],
    ['gpt-oss-120b', null],
    ['gpt-oss:20b', null],
    ['llama3.3', null],
    ['o', null],
    ['o0', null],
    ['opus-3', null],
    ['olmo-2', null],
    ['constructor', null],
  ])('of %s is %s', (model, family) => {
    expect(familyOf(model, OPENAI_MODEL_FAMILIES)?.id ?? null).toBe(family);
  });

  it('is claimed by one family at most', () => {
    const claims = (model: string) => OPENAI_MODEL_FAMILIES.filter(({ matches }) => matches.test(model));
    for (const model of [
      'o1',
      'o3',
      'o3-mini',
      'gpt-5',
      'gpt-5.1',
      'gpt-5.4',
      'gpt-6-luna',
      'ft:o4-mini:org::id',
    ])
      expect(claims(model)).toHaveLength(1);
  });
});

describe('the families of OpenAI’s models', () => {
  it.each(OPENAI_MODEL_FAMILIES.map((family) => [family.id, family] as const))(
    '%s leaves room for a text after the reasoning, and says where and when its rules were read',
    (_, family) => {
      expect(family.defaults['max_tokens']).toBe(REASONING_DEFAULT_MAX_TOKENS);
      expect(family.rules['max_tokens']).toMatchObject({ kind: 'rename', to: 'max_completion_tokens' });
      expect(family.source).not.toBe('');
      expect(family.readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      // A flag would make the expression remember its last match.
      expect((family.matches as RegExp).flags).toBe('');
    },
  );

  it('say of each rule that was not seen with the model itself that it is unconfirmed', () => {
    const unconfirmed = OPENAI_MODEL_FAMILIES.map(
      ({ id, rules }) =>
        [id, Object.keys(rules).filter((name) => rules[name]?.isConfirmed === false)] as const,
    );
    expect(Object.fromEntries(unconfirmed)).toEqual({
      [O1]: [],
      [O3]: [],
      [GPT5]: ['top_p', 'presence_penalty', 'frequency_penalty'],
      [GPT51]: ['top_p', 'logprobs', 'top_logprobs'],
      [GPT54]: ['top_p', 'presence_penalty', 'frequency_penalty', 'stop'],
      [GPT6]: ['top_p', 'presence_penalty', 'frequency_penalty', 'stop', 'temperature'],
    });
  });

  it('refuse what OpenAI was seen to refuse', () => {
    const refusedBy = (model: string) => Object.keys(familyOf(model, OPENAI_MODEL_FAMILIES)?.rules ?? {});
    for (const model of ['o3-mini', 'gpt-5', 'gpt-5.4', 'gpt-6-luna']) {
      expect(refusedBy(model)).toEqual(expect.arrayContaining(['max_tokens', 'temperature']));
    }
    for (const model of ['o3', 'gpt-5', 'gpt-5-mini', 'gpt-5.1', 'gpt-5.2', 'gpt-5.4', 'gpt-6-luna']) {
      expect(refusedBy(model)).toContain('stop');
    }
    expect(refusedBy('gpt-5-mini')).toEqual(
      expect.arrayContaining(['top_p', 'presence_penalty', 'frequency_penalty']),
    );
  });
});
