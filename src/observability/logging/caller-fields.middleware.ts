import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { clientIdentityOf } from '../../common/http/client-certificate.js';
import { addLogFields, type LogFields } from '../../common/http/log-fields.js';
import { requestTraceOf } from '../../common/http/request-trace.js';

interface CallerFieldsOptions {
  /** The hop before us sets or strips `x-forwarded-client-cert`, so that no caller can. */
  readonly trustsClientCertificate: boolean;
}

/** Who called, and in which trace, for the request's log line; in no answer. What was not sent is no field. */
export function callerFields({ trustsClientCertificate }: CallerFieldsOptions): RequestHandler {
  return (request, response, next) => {
    const identity = trustsClientCertificate ? identityOf(request) : null;
    addLogFields(response, {
      ...traceFields(request),
      ...(identity !== null && { client_identity: identity }),
    });
    next();
  };
}

/** The trace that it belongs to, and the gateway's own span; `null` = it belongs to none. */
export function traceFields(request: IncomingMessage): LogFields | null {
  const trace = requestTraceOf(request);
  return trace && { trace_id: trace.traceId, span_id: trace.spanId };
}

function identityOf({ headers }: IncomingMessage): string | null {
  const identity = clientIdentityOf(headers['x-forwarded-client-cert']);
  return identity && (identity.uri ?? identity.subject ?? identity.hash);
}
