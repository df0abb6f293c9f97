import { setImmediate as nextTurn } from 'node:timers/promises';
import { withTurns } from '../../common/testing/turns.js';
import { readProviderReason } from './provider-reason.js';
import { fromReport } from './reported-failure.js';
import { searchRequest } from './search-request.js';
import { ACME_CALL } from './testing/acme-call.js';

const callOf = (content: string) => ({
  ...ACME_CALL,
  request: { ...ACME_CALL.request, messages: [{ role: 'user' as const, content }] },
});
const PROSE = 'The quick brown fox jumps over the lazy dog while the model does not exist.\n'.repeat(120_000);
const BODY = JSON.stringify({ error: { message: 'You asked for 2,250,000 tokens; 400,000 fit.' } });

/** As adapters read a failure, once the request was searched. */
function failureOf(call: ReturnType<typeof callOf>, body: string) {
  return fromReport({ code: 'provider.rejected', status: 400, reason: readProviderReason(body) }, call);
}

describe('the search of a large request', () => {
  it('is one in a turn of the event loop', async () => {
    const ended: number[] = [];
    let turn = 0;
    const search = async () => {
      await searchRequest('not_found', callOf('x'.repeat(1_000_000)));
      ended.push(turn);
    };
    const searches = [search(), search(), search()];
    for (; ended.length < searches.length; turn += 1) await nextTurn();
    expect(new Set(ended).size).toBe(searches.length);
  });

  it('lets the words of a provider be shown, and takes its time over many turns', async () => {
    const call = callOf(PROSE);
    expect(failureOf(call, BODY).message).toContain('it refused the request');
    const { turns } = await withTurns(searchRequest(BODY, call));
    expect(turns).toBeGreaterThan(30);
    expect(failureOf(call, BODY).message).toContain('You asked for 2,250,000 tokens; 400,000 fit.');
  });

  it('finds what they quote', async () => {
    const call = callOf(`${PROSE}My name is Ada, I live in Vienna.`);
    const body = JSON.stringify({ error: { message: 'Bad value: my name is Ada, I live in Vienna' } });
    await searchRequest(body, call);
    expect(failureOf(call, body).message).not.toContain('Vienna');
  });

  it('is not waited for by a small one', async () => {
    const { turns } = await withTurns(searchRequest(BODY, callOf('Hello')));
    expect(turns).toBeLessThanOrEqual(1);
  });
});
