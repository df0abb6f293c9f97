import { ownReport } from './own-report.js';
import { ACME_CALL } from './testing/acme-call.js';

const SECRET = 'the heron stands in the reeds at dawn';
const call = { ...ACME_CALL, request: { model: 'm', messages: [{ role: 'user', content: SECRET }] } };
const told = (error: unknown, more: object = {}) => ({ type: 'error', error, ...more });
const anthropic = (body: unknown, code = 'provider.rejected', status: number | null = 400) =>
  ownReport({ wire: 'anthropic', body }, { code: code as 'provider.rejected', status }, call);

describe('ownReport', () => {
  it('is what came, where all of it is fit to be shown', () => {
    const body = told(
      { type: 'invalid_request_error', message: 'too\nlong', of_tomorrow: [1] },
      { request_id: 'req_1' },
    );
    expect(anthropic(body)).toEqual({ wire: 'anthropic', status: 400, body });
    const google = {
      error: { code: 400, status: 'INVALID_ARGUMENT', message: 'no', details: [{ '@type': 'x' }] },
    };
    for (const each of [google, [google]]) {
      const report = ownReport(
        { wire: 'google', body: each },
        { code: 'provider.rejected', status: 400 },
        call,
      );
      expect(report?.body).toEqual(google);
    }
  });

  it.each([
    ['a text of the request', { hint: SECRET }],
    ['a name that is none', { [SECRET]: 1 }],
    ['more than a report has', { list: Array.from({ length: 300 }, (_none, at) => at) }],
  ])('is the kind and the message alone beside %s', (_what, more) => {
    const error = { type: 'invalid_request_error', message: 'too long' };
    expect(anthropic(told({ ...error, ...more }))?.body).toEqual(told(error));
    const wireDetails = { error_code: 'thread_not_found' };
    const failure = { code: 'provider.rejected', status: 400, wireDetails } as const;
    const report = ownReport({ wire: 'anthropic', body: told({ ...error, ...more }) }, failure, call);
    expect(report?.body).toEqual(told({ ...error, details: wireDetails }));
  });

  it('is shortened where the message is long', () => {
    const report = anthropic(
      told({ type: 'api_error', message: 'word '.repeat(200) }),
      'provider.unavailable',
      500,
    );
    expect(JSON.stringify(report?.body).length).toBeLessThan(500);
  });

  it.each([
    [told({ type: 'invalid_request_error', message: `bad: ${SECRET}` })],
    [told({ message: 'no kind' })],
    [told('a text')],
    ['<html>'],
    [null],
  ])('is none of %j', (body) => {
    expect(anthropic(body)).toBeNull();
  });

  it('is none about the account of the operator, and of a status that is no failure', () => {
    const body = told({ type: 'authentication_error', message: 'invalid x-api-key' });
    expect(anthropic(body, 'provider.auth_failed', 401)).toBeNull();
    expect(anthropic(body, 'provider.unavailable', 302)).toBeNull();
  });
});
