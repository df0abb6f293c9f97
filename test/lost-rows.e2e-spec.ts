import { STORE, StoreAwayError, type Store } from '../src/storage/store.js';
import { startPair, type GatewayPair } from './support/gateway-pair.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const CHAT = JSON.stringify({ model: 'openai/gpt-6-luna', messages: [{ role: 'user', content: 'hello' }] });

describe('a call under no budget while rows cannot be written', () => {
  let pair: GatewayPair;
  beforeAll(async () => void (pair = await startPair({ ADMIN_API_KEY: ADMIN_KEY })));
  afterAll(() => pair.close());

  const get = (path: string) =>
    fetch(pair.gateway.url + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  const make = async (more: object = {}) => {
    const response = await fetch(`${pair.gateway.url}/admin/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_KEY}` },
      body: JSON.stringify({ name: 'some', ...more }),
    });
    return ((await response.json()) as { readonly key: string }).key;
  };
  const chat = async (key: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const url = `${pair.gateway.url}/v1/chat/completions`;
    return (await fetch(url, { method: 'POST', headers, body: CHAT })).status;
  };
  const rows = async (key: string) =>
    ((await (await get(`/admin/calls?key=${key.slice(3, 11)}`)).json()) as { readonly data: unknown[] }).data;

  it('is answered, and told in the log and in metrics as lost to the ledger', async () => {
    const { journal } = pair.gateway.app.get<Store>(STORE);
    const [free, budgeted] = [await make(), await make({ budgets: [{ budget_usd: '1', per: 'day' }] })];
    journal!.refuse(new StoreAwayError('The store (TOLLGATE_DATA) cannot be written.'));
    expect([await chat(free), await chat(budgeted)]).toEqual([200, 503]);
    journal!.refuse(null);
    expect(pair.gateway.logText()).toContain(
      'The rows of 1 calls that were made were not written: The store (TOLLGATE_DATA) cannot be written.',
    );
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('tollgate_ledger_lost_rows_total{kind="call"} 1\n');
    expect(await rows(free)).toEqual([]);
    expect(await chat(free)).toBe(200);
    expect(await rows(free)).toHaveLength(1);
  });
});
