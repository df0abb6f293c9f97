import { askingGateway } from './support/asking-gateway.js';
import { answerJson } from './support/scripted-upstream/scripts.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { SMALL_COMPLETION } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
/** An answer has ten tokens: a call costs a cent, and may cost no more. */
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
/** As clients such as curl send it; fetch takes a character for a byte. */
const inUtf8 = (text: string) => Buffer.from(text).toString('latin1');

describe('headers with other letters than those of ASCII', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
    const provider = `{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }`;
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY }, `providers: [${provider}]`);
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const { admin, call, makeKey } = askingGateway(() => gateway, ADMIN_KEY);
  const ask = (key: string, headers: object) => call('POST', '/v1/chat/completions', key, HELLO, headers);

  it('bring tags, a session and a client that the ledger has as they were written', async () => {
    const { id, key } = await makeKey({ tags: { project: 'Grünkohl' } });
    const { headers } = await ask(key, {
      'x-tollgate-tags': inUtf8('project=Grünkohl,ort=東京'),
      'x-tollgate-session': inUtf8('Gespräch 1'),
      'user-agent': inUtf8('Würze/1'),
    });
    expect(headers.get('x-tollgate-tags-ignored')).toBeNull();
    const { data } = (await admin('GET', `/calls?key=${id}&session=${encodeURIComponent('Gespräch 1')}`))
      .body as { data: unknown[] };
    expect(data).toMatchObject([{ tags: { project: 'Grünkohl', ort: '東京' }, client: 'Würze/1' }]);
  });

  it('are bound by the budget of a selector that asks for such a tag, or such a client', async () => {
    const budgets = [{ budget_usd: '0.01', per: 'day' }];
    await admin('PUT', '/budgets/selectors/place', { match: { 'tag.ort': 'Köln' }, budgets });
    await admin('PUT', '/budgets/selectors/program', { match: { client: 'Möhre/2' }, budgets });
    const { key } = await makeKey();
    for (const headers of [{ 'x-tollgate-tags': inUtf8('ort=Köln') }, { 'user-agent': inUtf8('Möhre/2') }]) {
      expect([(await ask(key, headers)).status, (await ask(key, headers)).status]).toEqual([200, 402]);
    }
  });
});
