import type { EnvironmentTexts } from '../src/config/environment.js';
import { ask, type AgentAnswer } from './support/agent-client.js';
import { FIXED_DATE, holdDate } from './support/fixed-date.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';

const DEPRECATED = {
  model: 'gpt-4o',
  action: 'deprecated',
  reason: 'OpenAI switches off gpt-4o on 2027-01-14; ask for gpt-6-luna instead.',
};

describe('the models of the OpenAI agent', () => {
  holdDate();
  let pair: GatewayPair | undefined;
  afterEach(async () => {
    await pair?.close();
    pair = undefined;
  });

  /** Asks a fresh gateway; `asked` is the model that the upstream saw, if it saw a request. */
  const askFor = async (model?: string, texts: EnvironmentTexts = {}) => {
    pair = await startPair(texts);
    const body = model === undefined ? {} : { model };
    const answer: AgentAnswer = await ask(pair.gateway, { prompt: 'hello there', ...body });
    return { ...answer, asked: pair.upstream.requests.map((request) => request.body?.['model']) };
  };

  describe('that are gone or near their end', () => {
    it.each([
      ['o3-mini', 'gpt-6.1-sol or gpt-5.6-sol'],
      ['o4-mini', 'gpt-6.1-terra or gpt-5.6-terra'],
      ['gpt-4.1-nano', 'gpt-6-luna'],
      ['gpt-3.5-turbo', 'gpt-6.1-terra or gpt-5.6-terra'],
    ])('refuses %s without asking, and names %s in its place', async (model, replacement) => {
      const { status, body, asked } = await askFor(model);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        status: 'error',
        model,
        error: { code: 'model.not_found', type: 'model', retryable: false, param: 'model' },
      });
      expect(body.message).toBe(
        `OpenAI API error: the model "${model}" was switched off on 2026-10-23. Ask for ${replacement} instead.`,
      );
      expect(asked).toEqual([]);
    });

    it('refuses a model that the provider does not know, in its words', async () => {
      const { status, body, asked } = await askFor('no-such-model');
      expect(status).toBe(400);
      expect(body).toMatchObject({ model: 'no-such-model', error: { code: 'model.not_found' } });
      expect(body.message).toMatch(/^OpenAI API error: .*no-such-model/);
      expect(asked).toEqual(['no-such-model']);
    });

    it('warns of gpt-4o, with Deprecation and Sunset on the answer', async () => {
      const { status, headers, body } = await askFor('gpt-4o');
      expect(status).toBe(200);
      expect(body).toMatchObject({ provider_model: 'gpt-4o-2024-08-06', warnings: [DEPRECATED] });
      expect(headers.get('deprecation')).toBe(`@${Date.parse('2026-11-23') / 1000}`);
      expect(headers.get('sunset')).toBe('Thu, 14 Jan 2027 00:00:00 GMT');
    });

    it('says nothing of the sort where no end is announced', async () => {
      const { headers, body } = await askFor('gpt-6-sol');
      expect(body['warnings']).toEqual([]);
      expect([headers.get('deprecation'), headers.get('sunset')]).toEqual([null, null]);
    });

    it('refuses gpt-4o once its day has passed', async () => {
      jest.mocked(Date.now).mockReturnValue(Date.parse('2027-01-15T00:00:00Z'));
      const { status, body, asked } = await askFor('gpt-4o');
      jest.mocked(Date.now).mockReturnValue(Date.parse(FIXED_DATE));
      expect([status, body.error?.code, asked]).toEqual([400, 'model.not_found', []]);
      expect(body.message).toContain('gpt-6-luna');
    });
  });

  describe('that the operator named', () => {
    it('answers under the alias, from the model it stands for', async () => {
      const texts = { OPENAI_MODEL_ALIASES: 'small=gpt-6-luna, house/big=gpt-6-sol' };
      const { status, body, asked } = await askFor('house/big', texts);
      expect(status).toBe(200);
      expect(body).toMatchObject({ model: 'house/big', provider_model: 'gpt-6-sol' });
      expect(asked).toEqual(['gpt-6-sol']);
    });

    it('redirects an alias that ships', async () => {
      const { body, asked } = await askFor('gpt-o3-mini', {
        OPENAI_MODEL_ALIASES: 'gpt-o3-mini=gpt-5.6-luna',
      });
      expect(body).toMatchObject({ model: 'gpt-o3-mini', provider_model: 'gpt-5.6-luna' });
      expect(asked).toEqual(['gpt-5.6-luna']);
    });

    it('redirects a model that is gone', async () => {
      const { status, body, asked } = await askFor('o3-mini', {
        OPENAI_MODEL_ALIASES: 'o3-mini=gpt-6.1-sol',
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({ model: 'o3-mini', provider_model: 'gpt-6.1-sol' });
      expect(asked).toEqual(['gpt-6.1-sol']);
    });

    it('follows an alias of an alias', async () => {
      const { asked } = await askFor('mine', { OPENAI_MODEL_ALIASES: 'mine=gpt-o3-mini' });
      expect(asked).toEqual(['gpt-6-luna']);
    });

    it('keeps the parameter rules of the model behind an alias', async () => {
      const { body, asked } = await askFor('classic', { OPENAI_MODEL_ALIASES: 'classic=gpt-4o' });
      expect(body).toMatchObject({ model: 'classic', warnings: [DEPRECATED] });
      expect(asked).toEqual(['gpt-4o']);
      expect(pair?.upstream.requests[0]?.body).toMatchObject({ max_tokens: 100, temperature: 0.7 });
    });

    it('takes OPENAI_DEFAULT_MODEL for callers who name none', async () => {
      const { body, asked } = await askFor(undefined, { OPENAI_DEFAULT_MODEL: 'gpt-4.1-mini' });
      expect(body).toMatchObject({ model: 'gpt-4.1-mini', provider_model: 'gpt-4.1-mini-2025-04-14' });
      expect(asked).toEqual(['gpt-4.1-mini']);
    });

    it('names the default in a failure, too', async () => {
      const { body } = await askFor(undefined, { OPENAI_DEFAULT_MODEL: 'o3-mini' });
      expect(body).toMatchObject({ status: 'error', model: 'o3-mini', error: { code: 'model.not_found' } });
    });
  });
});
