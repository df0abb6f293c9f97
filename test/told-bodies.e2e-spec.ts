import { askingGateway } from './support/asking-gateway.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICE = {
  provider: 'openai',
  model: 'gpt-9',
  input_usd_per_million: '1',
  output_usd_per_million: '1',
};

describe('a body that administrators send', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY })));
  afterAll(() => gateway.close());
  const { admin } = askingGateway(() => gateway, ADMIN_KEY);

  it.each<[string, string, object, string]>([
    ['POST', '/keys', { name: '' }, 'name has to be text with something in it.'],
    ['POST', '/keys', { name: 'a\u0000' }, 'name has to be a name without control characters.'],
    ['POST', '/keys', { name: 'a', enabled: 'no' }, 'enabled has to be true or false.'],
    [
      'POST',
      '/keys',
      { name: 'a', tags: { 'a b': 'c' } },
      'tags: the name "a b" has to be up to 64 letters, digits, dots, dashes and underscores.',
    ],
    [
      'POST',
      '/keys',
      { name: 'a', budgets: [{ budget_usd: '5', per: 'year' }] },
      'budgets.0.per has to be one of hour, day, week, month, total.',
    ],
    [
      'POST',
      '/keys',
      { name: 'a', budgets: [{ budget_usd: '5', per: 'day', on_exhaust: 'downgrade' }] },
      'budgets.0.on_exhaust has to be refuse, or { downgrade_to: … } with the id of a route.',
    ],
    [
      'POST',
      '/keys',
      { name: 'a', limits: [{ concurrent: 1, per: 'minute' }] },
      'limits.0 has to be requests or tokens with per, or concurrent alone.',
    ],
    ['PUT', '/budgets/selectors/x', { match: {} }, 'match has to be a mapping with something in it.'],
    [
      'PUT',
      '/budgets/selectors/x',
      { match: { colour: 'red' } },
      'match: the name "colour" has to be about user, team, client, tag.<name> or metadata.<name>.',
    ],
    [
      'POST',
      '/prices',
      { ...PRICE, input_usd_per_million: 'x' },
      'input_usd_per_million has to be a decimal number, such as "0.15".',
    ],
  ])('%s %s %j is told what it has to be', async (method, path, body, message) => {
    expect(await admin(method, path, body)).toMatchObject({ status: 400, body: { message } });
  });

  it('is not there to be deleted where nothing is said of everything', async () => {
    expect(await admin('DELETE', '/budgets/everything')).toMatchObject({
      status: 404,
      body: { message: 'Nothing is said of everything.' },
    });
  });
});
