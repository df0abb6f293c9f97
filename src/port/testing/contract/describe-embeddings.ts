import { GatewayError } from '../../../common/errors.js';
import type { ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import type { Embeddings } from '../../canonical.js';
import type { EmbeddingsFixture, FailureFixture, ProviderFixtures } from './fixtures.js';
import { adapterOver, attemptFor, jsonResponse, KEY, noWire, type ContractEntry } from './replay.js';

/** Bytes between two cuts. */
const STEP = 7;

/** What the port asks of a provider that has embeddings. */
export function describeEmbeddings(entry: ContractEntry, { embeddings, failures }: ProviderFixtures): void {
  if (embeddings === null) return;
  const { request, body, expected } = embeddings;
  const bytes = Buffer.from(JSON.stringify(body ?? null));
  const hasWire = entry.client !== null;

  describe('its embeddings', () => {
    it('are those of all inputs, with what was counted', async () => {
      const fetch = hasWire ? async () => jsonResponse(bytes) : noWire;
      expect(await embed(entry, fetch, request)).toEqual(expected);
    });

    it('end with the reason of an abort', async () => {
      const gone = new GatewayError('client.gone', 'The caller left.');
      const hanging: ResponseFetch = (_url, init) =>
        Promise.reject(
          init?.signal?.aborted ? (init.signal.reason as Error) : new Error('it was not aborted'),
        );
      await expect(embed(entry, hanging, request, AbortSignal.abort(gone))).rejects.toBe(gone);
    });

    if (!hasWire) return;

    it('are asked for with the key in a header, and nowhere else', async () => {
      const sent: string[] = [];
      const fetch: ResponseFetch = async (url, init) => {
        sent.push(`${url} ${String(init?.body)}`);
        expect([...new Headers(init?.headers).values()].some((value) => value.includes(KEY))).toBe(
          entry.definition.apiKeyVariable !== null,
        );
        return jsonResponse(bytes);
      };
      await embed(entry, fetch, request);
      expect(sent.join(' ')).not.toContain(KEY);
      expect(sent).toHaveLength(1);
    });

    it('are none when their bytes are cut', async () => {
      for (let at = 0; at < bytes.length; at += STEP) {
        const cut = async () => jsonResponse(bytes.subarray(0, at));
        await expect(embed(entry, cut, request)).rejects.toMatchObject({ code: 'provider.invalid_response' });
      }
    });

    it('are none where one is missing', async () => {
      const fewer = { ...request, input: [...(request.input as string[]), 'one more'] };
      const fetch = async () => jsonResponse(bytes);
      await expect(embed(entry, fetch, fewer)).rejects.toMatchObject({ code: 'provider.invalid_response' });
    });

    const reported = failures.filter(isOfAnyRequest);
    it.each(reported.map((failure) => [failure.what, failure] as const))(
      'fail as answers do: %s',
      async (_what, { status = 500, headers, body: told, code }) => {
        const fetch = async () => jsonResponse(JSON.stringify(told ?? null), headers, status);
        const error: unknown = await embed(entry, fetch, request).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(GatewayError);
        expect((error as GatewayError).code).toBe(code);
      },
    );
  });
}

/** A wrong address is told otherwise: not every provider has embeddings. */
function isOfAnyRequest({ status = 200, request, code }: FailureFixture): boolean {
  return status >= 400 && request === undefined && code !== 'provider.invalid_response';
}

async function embed(
  entry: ContractEntry,
  fetch: ResponseFetch,
  request: EmbeddingsFixture['request'],
  signal?: AbortSignal,
): Promise<Embeddings> {
  const provider = adapterOver(entry, fetch);
  if (!provider.embed) throw new Error('it has a fixture of embeddings, and none to give');
  return provider.embed(request, attemptFor(entry, signal));
}
