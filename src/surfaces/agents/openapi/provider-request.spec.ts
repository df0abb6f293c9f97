import { Ajv } from 'ajv';
import { anthropic } from '../../../llm-providers/anthropic/anthropic.definition.js';
import { gemini } from '../../../llm-providers/gemini/gemini.definition.js';
import { openai } from '../../../llm-providers/openai/openai.definition.js';
import { sandbox } from '../../../llm-providers/sandbox/sandbox.definition.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';
import { requestOf } from './provider-request.js';

const ajv = new Ajv({ strict: false });
const takes = (definition: ProviderDefinition, body: object) =>
  ajv.validate(requestOf(definition, { type: 'object' }), body);
const say = (role: string, content: string) => ({ role, content });

describe('requestOf', () => {
  it('is the shared request where a provider has no limits of its own', () => {
    const shared = { $ref: '#/components/schemas/PromptRequest' };
    expect(requestOf(openai, shared)).toBe(shared);
  });

  it.each<[string, ProviderDefinition, object, boolean]>([
    ['the sandbox’s own model', sandbox, { model: 'sim/echo' }, true],
    ['a model with knobs', sandbox, { model: 'sim/json:chunk-ms=20:fail=rate_limited' }, true],
    ['no model', sandbox, { model: null }, true],
    ['a model of another provider', sandbox, { model: 'gpt-4o' }, false],
    ['a knob that is not there', sandbox, { model: 'sim/echo:speed=3' }, false],
    ['a name of Gemini’s', gemini, { model: 'models/gemini-x' }, true],
    ['a name that ends in a slash', gemini, { model: 'models/' }, false],
    ['a word of a user', gemini, { messages: [say('system', 'a'), say('user', 'b')] }, true],
    ['a word of an assistant', anthropic, { messages: [say('user', ''), say('assistant', 'b')] }, true],
    ['a prompt', anthropic, { prompt: 'a' }, true],
    ['a prompt and no messages', gemini, { prompt: 'a', messages: null }, true],
    ['instructions alone', gemini, { messages: [say('system', 'a')] }, false],
    ['empty words', anthropic, { messages: [say('user', ''), say('assistant', '')] }, false],
    ['an instruction and empty words', anthropic, { messages: [say('system', 'a'), say('user', '')] }, false],
    ['a temperature over 1, which newer models drop', anthropic, { temperature: 1.1 }, true],
  ])('of %s: the document says what the provider does', (_, definition, body, expected) => {
    expect(takes(definition, body)).toBe(expected);
  });
});
