import * as fc from 'fast-check';
import type { AnswerOnItsWay } from '../../completions/call-permit.js';
import { SeenAnswer } from '../../completions/seen-answer.js';
import type { ModelRequest } from '../../port/canonical.js';
import { ACME, ACME_SETTINGS, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import { BudgetBook } from '../budgets/budget-book.js';
import type { ScopedBudget } from '../budgets/budget.js';
import type { Reservation } from '../budgets/reservation.js';
import { StreamMeter } from './stream-meter.js';

/** A token of output costs a millionth of a dollar. */
const DOLLAR = 1_000_000n * 1_000_000n;
const PRICES = new Map([['m', { input_usd_per_million: '0', output_usd_per_million: '1' }]]);
const provider = new FakeLlmProvider(ACME, { ...ACME_SETTINGS, prices: PRICES });
const request = { model: 'm', messages: [{ role: 'user', content: 'hello' }] } as unknown as ModelRequest;
const TOKEN = DOLLAR / 1_000_000n;
const budget = (tokens: bigint): ScopedBudget => ({
  scope: { kind: 'everything', id: '' },
  limit: tokens * TOKEN,
  per: 'total',
  onExhaust: 'refuse',
});

/** A piece of a stream: so many characters, or a count of so many tokens. */
const PIECE = fc.record({ characters: fc.nat(300), tokens: fc.option(fc.nat(200), { freq: 8 }) });

/** @param reserved in tokens, as all counts here. */
const stage = (reserved: bigint, limit: bigint, allowed: bigint | null = null) => {
  const reservation = new BudgetBook().reserve([budget(limit)], reserved * TOKEN, 0) as Reservation;
  const seen = new SeenAnswer();
  const answer: AnswerOnItsWay = { provider, request, seen, atMs: 0 };
  const meter = new StreamMeter(reservation, allowed === null ? null : allowed * TOKEN);
  const write = (characters: number) => (seen.takeText(characters), meter.look(answer));
  const report = (completion_tokens: number) => {
    seen.usage = {
      prompt_tokens: 3,
      completion_tokens,
      total_tokens: 3 + completion_tokens,
    };
    return meter.look(answer);
  };
  return { reservation, meter, seen, write, report, answer };
};

describe('a meter of a stream', () => {
  it('lets a stream be as long as its tokens can be', () => {
    const { write } = stage(100n, 100n);
    expect(write(799)).toBeNull();
    expect(write(8)).toBeNull();
    expect(write(8)).toMatchObject({ code: 'budget.exceeded' });
  });

  it('goes by what the provider reports meanwhile, be there no words', () => {
    const { report } = stage(100n, 100n);
    expect(report(100)).toBeNull();
    expect(report(101)).toMatchObject({
      code: 'budget.exceeded',
      message: expect.stringContaining('cut off'),
    });
  });

  it('gives more room while its budgets have it, and says no once and for all', () => {
    const { reservation, report } = stage(100n, 200n);
    expect(report(150)).toBeNull();
    expect(reservation.reserved).toBe(156n * TOKEN + TOKEN / 4n);
    expect(report(200)).toMatchObject({ code: 'budget.exceeded' });
    reservation.settle(0n);
    expect(report(10)).toMatchObject({ code: 'budget.exceeded' });
  });

  it('holds a stream to what its caller allows, be there room or not', () => {
    const { report } = stage(100n, 1_000n, 120n);
    expect(report(120)).toBeNull();
    expect(report(121)).toMatchObject({
      code: 'budget.exceeded',
      message: expect.stringContaining('x-max-cost-usd'),
    });
  });

  it.each([[], [90n]])('says the same where it is asked only when it may say something new', (...allowed) => {
    const saying = (pieces: readonly { characters: number; tokens: number | null }[], isLean: boolean) => {
      const { meter, seen, report, answer } = stage(60n, 120n, ...allowed);
      seen.model = 'm';
      let room = 0;
      return pieces.findIndex(({ characters, tokens }) => {
        seen.takeText(characters);
        room -= characters;
        if (isLean && room > 0 && tokens === null) return false;
        const said = tokens === null ? meter.look(answer) : report(tokens);
        room = meter.room(answer);
        return said !== null;
      });
    };
    fc.assert(
      fc.property(fc.array(PIECE, { maxLength: 30 }), (pieces) => {
        expect(saying(pieces, true)).toBe(saying(pieces, false));
      }),
    );
  });

  it('is far from its first look where there is room for many tokens', () => {
    const { meter, seen, answer } = stage(100n, 100n);
    seen.takeText(10);
    expect(meter.room(answer)).toBe(246);
    seen.model = 'm';
    expect(meter.room(answer)).toBe(798);
  });

  it('lets the end of an answer pass that has all been told', () => {
    const { seen, report } = stage(100n, 100n);
    seen.take({
      type: 'chunk',
      chunk: { model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    } as never);
    expect(report(1_000)).toBeNull();
  });

  it('begins anew with a further attempt, behind what the one before it was billed', () => {
    const { meter, report } = stage(100n, 100n);
    expect(report(60)).toBeNull();
    meter.beginAgain(60n * TOKEN);
    expect(report(40)).toBeNull();
    expect(report(41)).toMatchObject({ code: 'budget.exceeded' });
  });

  it('ends a stream whose store cannot be asked for more', async () => {
    const away = new Error('gone');
    const reservation: Reservation = {
      places: [],
      windows: [],
      reserved: 100n * TOKEN,
      remaining: null,
      extend: () => Promise.reject(away),
      settle: () => [],
    };
    const seen = new SeenAnswer();
    const meter = new StreamMeter(reservation, null);
    seen.takeText(900);
    const looked = meter.look({ provider, request, seen, atMs: 0 });
    seen.takeText(900);
    expect(meter.look({ provider, request, seen, atMs: 0 })).toBeNull();
    expect(await looked).toMatchObject({ code: 'gateway.internal' });
  });
});
