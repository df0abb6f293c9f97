import { createHmac } from 'node:crypto';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';

/** Who is told, and how. */
export interface WebhookTarget {
  readonly url: string;
  /** Signs what is sent. */
  readonly secret: string;
  /** Bounded in time and bytes, and never following a redirect. */
  readonly fetch: UpstreamFetch;
}

/** What is to be told. */
export interface WebhookMessage {
  /** Of what happened: the same each time that it is told. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** `sha256=` and the HMAC-SHA256 of `<timestamp>.<body>` in hexadecimal. @param timestamp in seconds since 1970. */
export function webhookSignature(secret: string, timestamp: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/**
 * Tells it once.
 * @returns the status of the answer: 200 to 299 = it was taken.
 * @throws what the transport throws.
 */
export async function postWebhook(
  { url, secret, fetch }: WebhookTarget,
  { id, body }: WebhookMessage,
  nowMs: number,
): Promise<number> {
  const timestamp = Math.floor(nowMs / 1_000);
  const headers = new Headers({
    'content-type': 'application/json',
    'user-agent': 'tollgate',
    'x-tollgate-event': 'budget.threshold',
    'x-tollgate-delivery': id,
    'x-tollgate-timestamp': String(timestamp),
    'x-tollgate-signature': webhookSignature(secret, timestamp, body),
  });
  const { status, text } = await sent(fetch, url, { headers, body });
  await text;
  return status;
}

/** What is said beside the status does not matter, nor whether it comes. */
async function sent(
  fetch: UpstreamFetch,
  url: string,
  { headers, body }: { headers: Headers; body: string },
) {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = response.text().then(
    () => undefined,
    () => undefined,
  );
  return { status: response.status, text };
}
