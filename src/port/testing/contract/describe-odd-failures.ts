import type { ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import { codeOfFailure, failingCalls, failureOfWhole } from './failed-call.js';
import { CODES_OF_STATUS, FORBIDDEN, SILENT_BODIES, TELLING_BODIES, WORDS } from './odd-failures.js';
import { adapterOver, attemptFor, jsonResponse, requestFor, type ContractEntry } from './replay.js';

const over =
  (status: number, body: string): ResponseFetch =>
  async () =>
    jsonResponse(body, {}, status);

/** A failure keeps its class and its words in whatever shape a server, or a proxy before it, tells it. */
export function describeOddFailures(entry: ContractEntry): void {
  describe.each([...TELLING_BODIES, ...SILENT_BODIES])('a failure told by %s', (_what, body) => {
    it.each(CODES_OF_STATUS)('is of the class of its status %d, %s', async (status, code) => {
      for (const [how, call] of failingCalls(entry, over(status, body))) {
        expect([how, (await call()).code]).toEqual([how, code]);
      }
    });
  });

  it.each(TELLING_BODIES)('shows the words of a refusal that is told by %s', async (_what, body) => {
    const call = adapterOver(entry, over(400, body)).complete(requestFor(entry), attemptFor(entry));
    const failure: unknown = await call.catch((error: unknown) => error);
    expect([codeOfFailure(failure, entry), String(failure)]).toEqual([
      'provider.rejected',
      expect.stringContaining(WORDS),
    ]);
  });

  it.each(FORBIDDEN)('takes a 403 that tells of %s for what it says', async (_what, body, code) => {
    expect((await failureOfWhole(entry, over(403, body))).code).toBe(code);
  });
}
