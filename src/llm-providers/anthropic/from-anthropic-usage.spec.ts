import { costOfUsage } from '../../pricing/cost-of-usage.js';
import { anthropic } from './anthropic.definition.js';
import { fromAnthropicUsage } from './from-anthropic-usage.js';

const BASE = { input_tokens: 400, output_tokens: 10, cache_read_input_tokens: 100 };
const writes = (minutes: unknown, hour: unknown) => ({
  cache_creation: { ephemeral_5m_input_tokens: minutes, ephemeral_1h_input_tokens: hour },
});
const detailsOf = (usage: object) => fromAnthropicUsage({ ...BASE, ...usage })?.prompt_tokens_details;

describe('what was written to the cache', () => {
  it('is part of the prompt once, and what lives for an hour is part of it', () => {
    expect(fromAnthropicUsage({ ...BASE, cache_creation_input_tokens: 500, ...writes(200, 300) })).toEqual({
      prompt_tokens: 1000,
      completion_tokens: 10,
      total_tokens: 1010,
      prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 500, cache_write_1h_tokens: 300 },
    });
  });

  it('is the sum of its parts where no total stands beside them', () => {
    expect(detailsOf(writes(200, 300))).toEqual({
      cached_tokens: 100,
      cache_write_tokens: 500,
      cache_write_1h_tokens: 300,
    });
  });

  it.each<[string, object]>([
    ['there is none', writes(500, 0)],
    ['it is no count', writes(500, 'many')],
    ['nothing is told', { cache_creation: null }],
  ])('has no part that lives for an hour where %s', (_, usage) => {
    expect(detailsOf({ cache_creation_input_tokens: 500, ...usage })).toEqual({
      cached_tokens: 100,
      cache_write_tokens: 500,
    });
  });

  it('costs what the table says of its lifetime', () => {
    const usage = fromAnthropicUsage({ ...BASE, cache_creation_input_tokens: 500, ...writes(200, 300) })!;
    const call = { definition: anthropic, model: 'claude-sonnet-5', usage, atMs: Date.parse('2026-11-23') };
    expect(costOfUsage(call)).toBe('0.00262'); // 400 * 2 + 100 * 0.2 + 200 * 2.5 + 300 * 4 + 10 * 10
  });
});

describe('fromAnthropicUsage', () => {
  it.each<[string, object, (number | undefined)[]]>([
    ['what is cached beside the input', {}, [500, 10, 510]],
    ['what a total says to be inside', { total_tokens: 410 }, [400, 10, 410]],
    ['a total that fits nothing as it is', { total_tokens: 999 }, [500, 10, 999]],
    ['counts in digits', { input_tokens: '400', output_tokens: '10' }, [500, 10, 510]],
    ['no input at all', { input_tokens: null }, [undefined, 10, undefined]],
  ])('counts %s', (_, more, expected) => {
    const usage = fromAnthropicUsage({ ...BASE, ...more });
    expect([usage?.prompt_tokens, usage?.completion_tokens, usage?.total_tokens]).toEqual(expected);
  });

  it('counts what a compaction took beside the answer, and every other round once', () => {
    const compaction = {
      type: 'compaction',
      input_tokens: 1000,
      output_tokens: 50,
      cache_read_input_tokens: 20,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 30 },
    };
    const round = { type: 'message', input_tokens: 400, output_tokens: 10, cache_read_input_tokens: 100 };
    const usage = { ...BASE, cache_creation_input_tokens: 7, iterations: [compaction, round] };
    expect(fromAnthropicUsage(usage)).toMatchObject({
      prompt_tokens: 400 + 100 + 7 + 1000 + 20 + 30,
      completion_tokens: 60,
      prompt_tokens_details: { cached_tokens: 120, cache_write_tokens: 37, cache_write_1h_tokens: 30 },
      iterations: [compaction, round],
    });
  });

  it.each<[string, object]>([
    [
      'says what a compaction took in no numbers',
      { iterations: [{ type: 'compaction', input_tokens: 'x' }] },
    ],
    ['has rounds of answers alone', { iterations: [{ type: 'message', input_tokens: 9, output_tokens: 9 }] }],
    ['has no rounds', { iterations: null }],
    [
      'is of a server with a total',
      { total_tokens: 510, iterations: [{ type: 'compaction', input_tokens: 9 }] },
    ],
  ])('counts as ever what %s', (_, more) => {
    const usage = fromAnthropicUsage({ ...BASE, ...more });
    expect([usage?.prompt_tokens, usage?.completion_tokens]).toEqual([500, 10]);
  });

  it('hands on what it does not read', () => {
    const others = { service_tier: 'standard', server_tool_use: { web_search_requests: 1 } };
    expect(fromAnthropicUsage({ ...BASE, ...others })).toMatchObject(others);
  });
});
