import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { createGeminiClient } from './gemini-client.js';
import { gemini } from './gemini.definition.js';

const API_KEY = { variable: 'GEMINI_API_KEY', value: 'AIzaCanary-0123456789abcdef' };
const SETTINGS = {
  apiKeys: [API_KEY],
  baseUrl: null,
  defaultModel: gemini.defaultModel,
  modelAliases: new Map<string, string>(),
};
const call = {
  definition: gemini,
  settings: SETTINGS,
  apiKey: API_KEY,
  request: { model: gemini.defaultModel, messages: [] },
  nowMs: 0,
};
const context = { signal: new AbortController().signal, requestId: 'r-1', call };

describe('createGeminiClient', () => {
  const headersOf = async (headers: Readonly<Record<string, string>>) => {
    let sent = new Headers();
    const client = createGeminiClient(
      { ...SETTINGS, headers },
      upstreamFetchOf(async (_, init = {}) => {
        sent = new Headers(init.headers);
        return Response.json({});
      }),
      new ManualClock(),
    );
    await client.generateContent(gemini.defaultModel, { contents: [] }, context);
    return Object.fromEntries(sent);
  };

  it('lets no header of the operator replace the key, however it is written, and sends the others', async () => {
    expect(await headersOf({ 'X-Goog-Api-Key': 'other', 'X-Team': 'blue' })).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'tollgate',
      'x-goog-api-key': API_KEY.value,
      'x-request-id': 'r-1',
      'x-team': 'blue',
    });
  });
});
