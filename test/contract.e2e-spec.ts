import { Ajv } from 'ajv';
import fc from 'fast-check';
import { ERROR_TRAITS } from '../src/common/error-table.js';
import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { ask, type AgentAnswer } from './support/agent-client.js';
import { resolved, servedDocument, type ServedDocument } from './support/served-document.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const SANDBOX = { provider: 'sandbox' };
const ANY_SEED = { numRuns: 200 };
/** For the log: the caller has left. */
const NEVER_SENT = 499;
/** Of a method that no operation has, of a protocol that none speaks, and of operations that are not served. */
const OF_NO_OPERATION: ReadonlySet<number> = new Set([405, 426, 501]);
/** Node's own, for a head that is too long. */
const LONG_HEAD = 431;

/** Leans towards bodies that are nearly right: the rest is refused too early to tell much. */
const junk = fc.oneof(
  fc.constantFrom(null, true, -1, 0, '', ' ', 'true', [], {}),
  fc.jsonValue({ maxDepth: 2 }),
);
const mostly = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 7, arbitrary: good }, { weight: 1, arbitrary: junk });
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const message = fc.record({
  role: mostly(fc.constantFrom('system', 'user', 'assistant')),
  content: mostly(text),
});
const models = [
  'sim/echo',
  'sim/extract',
  'sim/json',
  'sim/reasoning',
  'sim/echo:cut=1',
  'sim/echo:fail=rejected',
  'sim/echo:finish=content_filter',
  'no-such-model',
];
const fields = {
  prompt: mostly(text),
  model: mostly(fc.constantFrom(...models)),
  max_tokens: mostly(fc.integer({ min: 1, max: 50 })),
  temperature: mostly(fc.double({ min: 0, max: 2, noNaN: true })),
  system: mostly(text),
  strict: mostly(fc.boolean()),
};
const body = fc.oneof(
  { weight: 6, arbitrary: fc.record(fields, { requiredKeys: ['prompt'] }) },
  {
    weight: 3,
    arbitrary: fc.record(
      { ...fields, messages: mostly(fc.array(message, { minLength: 1, maxLength: 4 })) },
      { requiredKeys: ['messages'] },
    ),
  },
  { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.jsonValue()) },
);

describe('the served document', () => {
  let gateway: RunningGateway;
  let document: ServedDocument;
  let ajv: Ajv;
  beforeAll(async () => {
    gateway = await startGateway();
    document = await servedDocument(gateway);
    ajv = new Ajv({ strict: false, allErrors: true }).addSchema(document, 'openapi');
  });
  afterAll(() => gateway.close());

  const expectValid = (name: string, value: unknown): void => {
    ajv.validate(`openapi#/components/schemas/${name}`, value);
    expect(ajv.errors ?? []).toEqual([]);
  };

  const askAnything = (sent: unknown): Promise<AgentAnswer> => ask(gateway, JSON.stringify(sent), SANDBOX);
  const isSimulatedFault = (answer: AgentAnswer): boolean =>
    /simulator.*asked for it/.test(answer.body.message);

  it('holds for the answer to any body, and no body brings the gateway down', async () => {
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(body, async (sent) => {
      const answer = await askAnything(sent);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (!isSimulatedFault(answer)) expect(answer.status).toBeLessThan(500);
      expectValid(answer.status === 200 ? 'AgentSuccess' : 'AgentError', answer.body);
      expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id);
    });
    await fc.assert(property, ANY_SEED);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400]));
  });

  it('allows every body that is answered', async () => {
    const property = fc.asyncProperty(body, async (sent) => {
      const answer = await askAnything(sent);
      if (answer.status !== 200) return;
      expectValid('PromptRequest', sent);
    });
    await fc.assert(property, ANY_SEED);
  });

  it('names every status that the agent can answer with', () => {
    const statuses = Object.values(ERROR_TRAITS).map(({ httpStatus }) => httpStatus);
    const isOfOperation = (status: number) => status !== NEVER_SENT && !OF_NO_OPERATION.has(status);
    const sent = new Set([200, LONG_HEAD, ...statuses].filter(isOfOperation));
    const expected = [...sent].toSorted((a, b) => a - b).map(String);
    for (const { definition } of PROVIDER_CATALOG) {
      const operation = document.paths[`/agents/llm-providers/${definition.id}`]?.post;
      expect(Object.keys(operation?.responses ?? {})).toEqual(expected);
    }
  });

  it('describes the list of providers', async () => {
    expectValid('ProviderList', await (await fetch(`${gateway.url}/agents/llm-providers`)).json());
  });

  it('shows no example of a failure or of a request that is not true to its schema', () => {
    const shown = resolved(document, { paths: document.paths, examples: document.components?.examples });
    const failures = (valuesOf(shown, 'examples') as Record<string, { value: unknown }>[]).flatMap(
      (examples) => Object.values(examples),
    );
    expect(failures.length).toBeGreaterThan(10);
    for (const { value } of failures) expectValid('AgentError', value);
    const ofAgents = Object.entries(document.paths).filter(([path]) => path.startsWith('/agents/'));
    const bodies = ofAgents.flatMap(([, item]) => valuesOf(item.post?.requestBody, 'example'));
    expect(bodies).toHaveLength(PROVIDER_CATALOG.length);
    for (const example of bodies) expectValid('PromptRequest', example);
  });
});

/** The values that stand under a key, however deep. */
function valuesOf(tree: unknown, wanted: string): unknown[] {
  const found: unknown[] = [];
  JSON.stringify(tree, (key, value: unknown) => {
    if (key === wanted) found.push(value);
    return value;
  });
  return found;
}
