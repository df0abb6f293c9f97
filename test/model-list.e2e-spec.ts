import type { ModelListDto } from '../src/llm-providers/dto/model-list.dto.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';
import { startGateway } from './support/start-gateway.js';

const listOf = async (url: string, provider = 'openai') => {
  const response = await fetch(`${url}/agents/llm-providers/${provider}/models`);
  return { status: response.status, list: (await response.json()) as ModelListDto };
};
const named = ({ models }: ModelListDto, id: string) => models.find((model) => model.id === id);

describe('the list of models', () => {
  let pair: GatewayPair;
  beforeEach(async () => void (pair = await startPair({ OPENAI_MODEL_ALIASES: 'fast=gpt-4o-mini' })));
  afterEach(() => pair.close());

  it('is the provider’s own, with the names that the gateway adds', async () => {
    const { status, list } = await listOf(pair.gateway.url);
    expect([status, list.provider, list.source, list.default_model]).toEqual([
      200,
      'openai',
      'provider',
      'gpt-o3-mini',
    ]);
    expect(list.models.slice(0, 2).map(({ id }) => id)).toEqual(['fast', 'gpt-o3-mini']);
    expect(named(list, 'gpt-o3-mini')).toMatchObject({ alias_of: 'gpt-6-luna', shutdown_date: null });
    expect(named(list, 'fast')).toMatchObject({
      alias_of: 'gpt-4o-mini',
      shutdown_date: '2027-01-14',
      replacements: ['gpt-6-luna'],
    });
    expect(named(list, 'gpt-4o')).toEqual({
      id: 'gpt-4o',
      alias_of: null,
      shutdown_date: '2027-01-14',
      replacements: ['gpt-6-luna'],
      parameters: [],
    });
    expect(named(list, 'gpt-6-luna')?.parameters.map(({ parameter }) => parameter)).toContain('temperature');
  });

  it('is asked for once, by however many', async () => {
    const lists = await Promise.all([1, 2, 3, 4].map(() => listOf(pair.gateway.url)));
    await listOf(pair.gateway.url);
    expect(new Set(lists.map(({ list }) => JSON.stringify(list))).size).toBe(1);
    expect(pair.upstream.requests.map(({ path }) => path)).toEqual(['/v1/models']);
  });

  it('is what was shipped where the provider refuses to tell, and the log says why', async () => {
    const other = await startGateway({ OPENAI_API_KEY: 'sk-wrong', OPENAI_BASE_URL: pair.upstream.baseUrl });
    const { status, list } = await listOf(other.url);
    expect([status, list.source]).toEqual([200, 'bundled']);
    expect(named(list, 'gpt-o3-mini')?.alias_of).toBe('gpt-6-luna');
    expect(named(list, 'o3-mini')?.shutdown_date).toBe('2026-10-23');
    expect(
      await other.logLine((line) => line['route'] === '/agents/llm-providers/:provider/models'),
    ).toMatchObject({
      error_code: 'provider.auth_failed',
    });
    expect(other.logText()).not.toContain('sk-wrong');
    await other.close();
  });

  it('is what was shipped where there is no key, and nobody is asked', async () => {
    const other = await startGateway({ OPENAI_BASE_URL: pair.upstream.baseUrl });
    expect((await listOf(other.url)).list.source).toBe('bundled');
    expect((await listOf(other.url, 'sandbox')).list).toMatchObject({
      source: 'bundled',
      default_model: 'sim/echo',
    });
    expect((await listOf(other.url, 'nobody')).status).toBe(404);
    expect(pair.upstream.requests).toHaveLength(0);
    await other.close();
  });
});
