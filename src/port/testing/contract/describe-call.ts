import { GatewayError } from '../../../common/errors.js';
import type { ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import type { ProviderFixtures } from './fixtures.js';
import {
  adapterOver,
  attemptFor,
  jsonResponse,
  KEY,
  noWire,
  readParts,
  requestFor,
  streamResponse,
  type ContractEntry,
} from './replay.js';

/** What the adapter does with the call itself: whom it obeys, and where it puts the key. */
export function describeCall(entry: ContractEntry, { answers }: ProviderFixtures): void {
  const plain = answers.find(({ name }) => name === 'plain');
  const { body, stream = null, request } = plain ?? {};
  const asked = requestFor(entry, request);
  const bytes = Buffer.from(stream ?? '');
  const gone = new GatewayError('client.gone', 'The caller left.');

  it('ends with the reason of an abort that came before it', async () => {
    const attempt = attemptFor(entry, AbortSignal.abort(gone));
    const provider = adapterOver(entry, hangingFetch);
    await expect(provider.complete(asked, attempt)).rejects.toBe(gone);
    expect(await readParts(provider.stream(asked, attempt))).toEqual({ parts: [], error: gone });
  });

  it('ends with the reason of an abort in the middle of a stream', async () => {
    const caller = new AbortController();
    const fetch: ResponseFetch = async (_url, init) => hangingStream(bytes.subarray(0, -20), init?.signal);
    const provider = adapterOver(entry, entry.client === null ? noWire : fetch);
    const parts = provider.stream(asked, attemptFor(entry, caller.signal))[Symbol.asyncIterator]();
    expect(await parts.next()).toMatchObject({ done: false, value: { type: 'chunk' } });
    caller.abort(gone);
    await expect(drained(parts)).rejects.toBe(gone);
  });

  if (entry.client === null) return;

  it('cancels the answer when its reader leaves', async () => {
    const cancel = jest.fn<void, [unknown]>();
    const fetch: ResponseFetch = async () => {
      const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: (controller) => controller.enqueue(new Uint8Array(bytes)),
        cancel,
      });
      return new Response(endless, { headers: { 'content-type': 'text/event-stream' } });
    };
    for await (const part of adapterOver(entry, fetch).stream(asked, attemptFor(entry))) {
      expect(part.type).toBe('chunk');
      break;
    }
    expect(cancel).toHaveBeenCalled();
  });

  it('sends its key in a header and nowhere else, and the gateway’s request id', async () => {
    const sent: [string, Headers, unknown][] = [];
    const remembering = (answer: () => Response): ResponseFetch => {
      return async (url, init) => {
        sent.push([url, new Headers(init?.headers), init?.body]);
        return answer();
      };
    };
    const attempt = attemptFor(entry);
    await adapterOver(
      entry,
      remembering(() => jsonResponse(JSON.stringify(body))),
    ).complete(asked, attempt);
    await readParts(
      adapterOver(
        entry,
        remembering(() => streamResponse(bytes)),
      ).stream(asked, attempt),
    );
    expect(sent).toHaveLength(2);
    const hasKey = entry.definition.apiKeyVariable !== null;
    for (const [url, headers, sentBody] of sent) {
      expect(`${url} ${String(sentBody)}`).not.toContain(KEY);
      expect([...headers.values()].some((value) => value.includes(KEY))).toBe(hasKey);
      expect(headers.get('x-request-id')).toBe('r-1');
    }
  });
}

/** Answers nothing, and obeys its signal as the transport does. */
const hangingFetch: ResponseFetch = (_url, init) =>
  new Promise((_resolve, reject) => whenAborted(init?.signal, reject));

function hangingStream(first: Uint8Array, signal: AbortSignal | null | undefined): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(new Uint8Array(first));
      whenAborted(signal, (reason) => controller.error(reason));
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function whenAborted(signal: AbortSignal | null | undefined, act: (reason: Error) => void): void {
  if (signal?.aborted) act(signal.reason as Error);
  else signal?.addEventListener('abort', () => act(signal.reason as Error), { once: true });
}

async function drained(parts: AsyncIterator<unknown>): Promise<void> {
  while ((await parts.next()).done !== true);
}
