import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { logFieldsOf } from '../../common/http/log-fields.js';
import { callerFields } from './caller-fields.middleware.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const SPIFFE = 'spiffe://cluster.example/ns/shop/sa/cart';

describe('callerFields', () => {
  async function fieldsOf(headers: IncomingHttpHeaders, trustsClientCertificate = true) {
    const request = Object.assign(new IncomingMessage(new Socket()), { headers }) as Request;
    const response = new ServerResponse(request) as unknown as Response;
    const next = jest.fn();
    void callerFields({ trustsClientCertificate })(request, response, next);
    expect(next).toHaveBeenCalledWith();
    return logFieldsOf(response);
  }

  it('are none where the caller sent nothing', async () => {
    expect(await fieldsOf({})).toEqual({});
  });

  it('name the trace of the caller, and the span of this gateway in it', async () => {
    expect(await fieldsOf({ traceparent: TRACEPARENT })).toEqual({
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: expect.stringMatching(/^(?!b7ad6b7169203331)[0-9a-f]{16}$/) as unknown,
    });
  });

  it.each([
    [`Hash=abc;Subject="CN=cart";URI=${SPIFFE}`, SPIFFE],
    ['Hash=abc;Subject="CN=cart"', 'CN=cart'],
    ['Hash=abc', 'abc'],
  ])('name who called: %s', async (header, identity) => {
    expect(await fieldsOf({ 'x-forwarded-client-cert': header })).toEqual({ client_identity: identity });
  });

  it('name no caller where the header is broken, or where the hop before is not trusted', async () => {
    expect(await fieldsOf({ 'x-forwarded-client-cert': 'Subject="CN=cart' })).toEqual({});
    expect(await fieldsOf({ 'x-forwarded-client-cert': `URI=${SPIFFE}` }, false)).toEqual({});
  });
});
