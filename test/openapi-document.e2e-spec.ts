import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Destination } from '../src/routing/destination.js';
import { DestinationRegistry } from '../src/routing/destination.registry.js';
import { openai } from '../src/llm-providers/openai/openai.definition.js';
import type { ProviderDefinition } from '../src/port/provider-definition.js';
import { createOpenApiDocument } from '../src/openapi/create-document.js';
import { SURFACE_DOCUMENTS } from '../src/surfaces/surface-documents.js';
import { ask, send } from './support/agent-client.js';
import { OPENAPI_RULES } from './support/openapi-rules.js';
import {
  referencesOf,
  resolved,
  servedDocument,
  targetOf,
  type ServedDocument,
} from './support/served-document.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

/** As an operator might name one: of no catalogue. */
const ZENITH: ProviderDefinition = {
  ...openai,
  id: 'zenith',
  displayName: 'Zenith AI',
  apiKeyVariable: 'ZENITH_API_KEY',
  defaultModel: 'zenith-1',
  modelNote: 'Speaks in rhymes.',
};
const MODELS_PARAMETER = '#/paths/~1agents~1llm-providers~1{provider}~1models/get/parameters/0';
const ECHO = 'sandbox/sim/echo';
const ZENITH_PATH = '/agents/llm-providers/zenith';

describe('the OpenAPI document', () => {
  let gateway: RunningGateway;
  let document: ServedDocument;
  let shipped: readonly ProviderDefinition[];
  beforeAll(async () => {
    gateway = await startGateway();
    shipped = gateway.app.get(DestinationRegistry).all.map(({ definition }) => definition);
    document = await servedDocument(gateway);
  });
  afterAll(() => gateway.close());
  afterEach(() => jest.restoreAllMocks());

  const operationsOf = ({ paths }: ServedDocument) =>
    Object.values(paths).flatMap(({ get, post }) =>
      [get, post].filter((operation) => operation !== undefined),
    );

  /** The document of this gateway, if these were its providers. */
  async function documentWith(definitions: readonly ProviderDefinition[]): Promise<ServedDocument> {
    const destinations = definitions.map((definition) => ({ definition }) as Destination);
    jest.replaceProperty(gateway.app.get(DestinationRegistry), 'all', destinations);
    return createOpenApiDocument(gateway.app, SURFACE_DOCUMENTS);
  }

  it('keeps the rules of OpenAPI 3.0', () => {
    expect(breachesOf(document)).toEqual([]);
    // of a gateway with administrators
    const written = JSON.parse(readFileSync(join(__dirname, '..', 'docs', 'openapi.json'), 'utf8')) as object;
    expect(breachesOf(written as typeof document)).toEqual([]);
  });

  it('tells of each operation that may cost money which headers it takes, and that it may be explained', () => {
    const costly = Object.entries(document.paths).filter(
      ([path, { post }]) => post && !/^\/console|count_?tokens$/i.test(path),
    );
    expect(costly.length).toBeGreaterThan(10);
    for (const [path, { post }] of costly) {
      const { parameters = [], responses } = post as { parameters?: object[]; responses: object };
      const told = JSON.stringify(parameters);
      for (const name of ['IdempotencyKey', 'Explain', 'MaxCostUsd', 'Tags', 'Session'])
        expect([path, told]).toEqual([path, expect.stringContaining(`#/components/parameters/${name}"`)]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['402', '403', '409', '422']));
    }
    expect(JSON.stringify(document.paths['/v1/messages/count_tokens'])).not.toContain('IdempotencyKey');
    expect(JSON.stringify(document.components)).toContain('#/components/schemas/Explanation');
  });

  it.each<[string, string, string, unknown]>([
    ['a response without a description', '#/components/responses/Conflict', 'description', undefined],
    ['two kinds of example', '#/components/responses/Conflict/content/application~1json', 'example', {}],
    ['what stands beside a reference', '#/components/responses/OK/headers/x-request-id', 'required', true],
    ['a type that 3.0 does not know', '#/components/schemas/Health', 'type', 'null'],
    ['a list of things without a type', '#/components/schemas/Health', 'type', 'array'],
    ['a parameter of a path that may be left out', MODELS_PARAMETER, 'required', false],
    ['a name with a blank in it', '#/components/headers', 'x y', { schema: {} }],
    ['a status that is none', '#/paths/~1health~1live/get/responses', '2000', { description: 'No.' }],
  ])('would be seen to break them by %s', (_what, place, key, value) => {
    const broken = structuredClone(document);
    (targetOf(broken, place) as Record<string, unknown>)[key] = value;
    expect(breachesOf(broken)).not.toEqual([]);
  });

  it('refers to nothing that is not there, and has no component that nothing refers to', () => {
    const references = [...new Set(referencesOf(document))];
    expect(references.filter((reference) => targetOf(document, reference) === undefined)).toEqual([]);
    const { securitySchemes: _named, ...sections } = document.components ?? {};
    const components = Object.entries(sections).flatMap(([section, members]) =>
      Object.keys(members).map((name) => `#/components/${section}/${name}`),
    );
    expect(components.filter((component) => !references.includes(component))).toEqual([]);
  });

  it('gives each operation an id of its own, tags that are declared and schemes that exist', () => {
    const operations = operationsOf(document);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(document.tags?.map(({ name }) => name));
    expect(tags.size).toBe(document.tags?.length);
    expect(operations.flatMap((operation) => operation.tags ?? []).filter((tag) => !tags.has(tag))).toEqual(
      [],
    );
    const schemes = [document, ...operations].flatMap(({ security = [] }) => security.flatMap(Object.keys));
    expect([...new Set(schemes)]).toEqual(Object.keys(document.components?.securitySchemes ?? {}));
  });

  it('declares the parameters that stand in a path, and no others', () => {
    for (const [path, { get, post }] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of [get, post].filter((each) => each !== undefined)) {
        const parameters = resolved(document, operation.parameters ?? []) as { name: string; in: string }[];
        expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(inPath);
      }
    }
  });

  it.each(['/agents/llm-providers', '/health/live', '/health/ready', '/metrics'])(
    'tells of what is refused before a route is reached: GET %s',
    (path) => {
      const { get } = document.paths[path]!;
      const isOpen = path.startsWith('/health');
      const refusals = ['400', ...(isOpen ? [] : ['401', '403']), '408', '431', '500'];
      expect(Object.keys(get?.responses ?? {})).toEqual(expect.arrayContaining(refusals));
      expect(JSON.stringify(resolved(document, get?.responses['408']))).toContain('schemas/AgentError');
    },
  );

  describe('on bodies without a type of content', () => {
    const ADMIN_KEY = 'admin-key-0123456789abcdef';
    let administered: RunningGateway;
    beforeAll(async () => {
      administered = await startGateway({ ADMIN_API_KEY: ADMIN_KEY });
    });
    afterAll(() => administered.close());

    it('tells the status that each operation answers, which is 415', async () => {
      const told = await servedDocument(administered);
      const taking = Object.entries(told.paths).flatMap(([path, item]) =>
        (['post', 'put', 'patch'] as const).flatMap((method) => {
          const operation = item[method];
          return operation?.requestBody ? [{ path, method: method.toUpperCase(), operation }] : [];
        }),
      );
      expect(taking.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['/console/session', '/admin/keys', '/v1/responses']),
      );
      for (const { path, method, operation } of taking) {
        const url = administered.url + path.replaceAll(/\{\w+\}/g, 'x');
        const headers = { 'x-api-key': ADMIN_KEY };
        const { status } = await fetch(url, { method, headers, body: Buffer.from('{}') });
        expect([method, path, status]).toEqual([method, path, 415]);
        expect([method, path, Object.keys(operation.responses)]).toEqual([
          method,
          path,
          expect.arrayContaining(['413', '415']),
        ]);
      }
    });
  });

  it.each([
    ['a\u0008b', false],
    ['a\u0095b', false],
    ['a ', false],
    ['x'.repeat(201), false],
    ['sandbox/sim/echo', true],
    ['x?#%', true],
  ])("judges a name in an address of Gemini's API as the gateway does: %j", async (name, isAccepted) => {
    const path = '/v1beta/models/{model}:countTokens';
    const parameters = resolved(document, document.paths[path]?.post?.parameters) as {
      name: string;
      schema: { pattern: string; maxLength: number };
    }[];
    const { pattern, maxLength } = parameters.find((each) => each.name === 'model')!.schema;
    expect(new RegExp(pattern).test(name) && name.length <= maxLength).toBe(isAccepted);
    const answer = await fetch(gateway.url + path.replace('{model}', encodeURIComponent(name)), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contents: [{ parts: [{ text: 'Hello!' }] }] }),
    });
    expect((await answer.text()).includes('Invalid name of a model')).toBe(!isAccepted);
    expect(answer.status === 400).toBe(!isAccepted);
  });

  describe("on lists in Gemini's API, where one object counts as a list of it,", () => {
    const part = { text: 'Hello!' };
    const turn = { role: 'user', parts: [part] };
    it.each<[string, object, boolean]>([
      ['generateContent', { contents: [turn] }, true],
      ['generateContent', { contents: turn }, true],
      ['generateContent', { contents: [{ role: 'user', parts: part }] }, true],
      ['generateContent', { contents: [turn], systemInstruction: { parts: part } }, true],
      ['generateContent', { contents: [turn], systemInstruction: { parts: null } }, true],
      ['generateContent', { contents: [turn], systemInstruction: { parts: 'x' } }, false],
      ['generateContent', { contents: [{ parts: 'x' }] }, false],
      ['generateContent', { contents: 'x' }, false],
      ['generateContent', { contents: null }, false],
      ['generateContent', { contents: [] }, false],
      ['countTokens', { contents: turn }, true],
      ['countTokens', { generateContentRequest: { contents: turn } }, true],
      ['embedContent', { content: { parts: part } }, true],
      ['embedContent', { content: { parts: [] } }, false],
      ['embedContent', { content: { parts: null } }, false],
      ['batchEmbedContents', { requests: [{ content: { parts: part } }] }, true],
      ['batchEmbedContents', { requests: { content: { parts: part } } }, false],
    ])('judges as the gateway does: %s with %j', async (method, body, isAccepted) => {
      const path = `/v1beta/models/{model}:${method}`;
      const { content } = resolved(document, document.paths[path]?.post?.requestBody) as {
        content: Readonly<Record<string, { schema: object }>>;
      };
      const ajv = new Ajv({ strict: false });
      expect(ajv.validate(content['application/json']!.schema, body)).toBe(isAccepted);
      const model = method.startsWith('e') || method.startsWith('b') ? 'sandbox/sim/embedding' : ECHO;
      const { status } = await fetch(gateway.url + path.replace('{model}', model), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(status).toBe(isAccepted ? 200 : 400);
    });
  });

  describe('on prompt and messages', () => {
    const conversation = [{ role: 'user', content: 'x' }];
    it.each<[object, boolean]>([
      [{ prompt: 'x' }, true],
      [{ messages: conversation }, true],
      [{ prompt: 'x', messages: null }, true],
      [{ prompt: null, messages: conversation }, true],
      [{ prompt: 'x', messages: conversation }, false],
      [{ prompt: ' ', messages: conversation }, false],
      [{ prompt: null, messages: null }, false],
      [{ messages: [] }, false],
      [{}, false],
      [{ prompt: 'x', unknown: 1 }, false],
      [{ messages: [{ role: 'user', content: 'x', name: 'y' }] }, false],
    ])('judges as the gateway does: %j', async (body, isAccepted) => {
      expect(isValid(document, 'PromptRequest', body)).toBe(isAccepted);
      const { status } = await ask(gateway, body, { provider: 'sandbox' });
      expect(status).toBe(isAccepted ? 200 : 400);
    });
  });

  describe('on event streams', () => {
    const mediaOf = () => {
      const responses = resolved(document, document.paths['/agents/llm-providers/sandbox']?.post?.responses);
      const { content } = (responses as Record<string, { content: Record<string, EventMedia> }>)['200']!;
      return content['text/event-stream']!;
    };

    it('has a schema for each event by its name, and one for its data', () => {
      const names = mediaOf().schema.oneOf.map(({ $ref }) => $ref.replace('#/components/schemas/', ''));
      expect(names).toEqual(['AgentDeltaEvent', 'AgentDoneEvent', 'AgentErrorEvent']);
    });

    it.each<[string, object, string]>([
      ['a good answer', { prompt: 'x y' }, 'delta delta done'],
      ['a failure', { prompt: 'a b c d e f', model: 'sim/echo:cut=3' }, 'delta error'],
    ])('describes every event of %s', async (_, body, names) => {
      const response = await send(gateway, { stream: true, ...body }, { provider: 'sandbox' });
      const events = eventsIn(await response.text());
      expect(new Set(events.map(({ event }) => event))).toEqual(new Set(names.split(' ')));
      expect(events.flatMap((event) => breachesOfEvent(document, event))).toEqual([]);
    });

    it('shows a whole one, which keeps to the schemas', () => {
      const events = eventsIn(mediaOf().example);
      expect(events.map(({ event }) => event)).toEqual(['delta', 'delta', 'done']);
      expect(events.flatMap((event) => breachesOfEvent(document, event))).toEqual([]);
    });
  });

  it('gives a provider of no catalogue its own operation', async () => {
    const operation = (await documentWith([...shipped, ZENITH])).paths[ZENITH_PATH]?.post;
    expect(operation).toMatchObject({
      operationId: 'prompt_zenith',
      tags: ['Zenith AI'],
      summary: 'Send a prompt to Zenith AI',
      requestBody: { content: { 'application/json': { example: { model: 'zenith-1' } } } },
    });
    expect(operation?.description).toMatch(
      /`ZENITH_API_KEY`\. Default model: `zenith-1`\.\n\nSpeaks in rhymes\.$/,
    );
    expect(JSON.stringify(operation?.responses)).toContain('"ZENITH_API_KEY missing in environment."');
  });

  it('grows by a heading and a path for a further provider, and repeats no response in it but its own', async () => {
    const before = await documentWith(shipped);
    const after = await documentWith([...shipped, ZENITH]);
    const { [ZENITH_PATH]: added, ...paths } = after.paths;
    expect(paths).toEqual(before.paths);
    expect(after.tags).toHaveLength((before.tags?.length ?? 0) + 1);
    const { examples = {}, ...components } = after.components ?? {};
    const { examples: examplesBefore = {}, ...componentsBefore } = before.components ?? {};
    expect(components).toEqual(componentsBefore);
    expect(Object.keys(examples)).toEqual(Object.keys(examplesBefore));
    const repeated = Object.entries(added?.post?.responses ?? {}).filter(
      ([, response]) => response && !('$ref' in response),
    );
    expect(repeated.map(([status]) => status)).toEqual(['400']);
  });

  it('names the providers that there are, where it shows what an unknown one is answered', async () => {
    const { examples } = (await documentWith([ZENITH])).components ?? {};
    expect(examples?.['provider.unknown']).toMatchObject({
      value: { message: 'There is no such provider. Providers are: zenith.' },
    });
    expect(examples?.['provider.rate_limited']).toMatchObject({
      value: {
        message: 'Zenith AI API error: it is rate limiting ZENITH_API_KEY; try again later.',
        model: 'zenith-1',
      },
    });
  });
});

interface EventMedia {
  readonly schema: { readonly oneOf: readonly { readonly $ref: string }[] };
  readonly example: string;
}

interface Event {
  readonly event: string;
  readonly data: string;
}

function eventsIn(text: string): Event[] {
  return [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event = '', data = '']) => ({
    event,
    data,
  }));
}

function isValid(document: ServedDocument, schema: string, value: unknown): boolean {
  const ajv = new Ajv({ strict: false, formats: { date: true } });
  return ajv.validate({ ...document, $ref: `#/components/schemas/${schema}` }, value);
}

/** The event is one of those that are described, and its data is what the description of it says. */
function breachesOfEvent(document: ServedDocument, event: Event): Event[] {
  const name = `Agent${event.event.charAt(0).toUpperCase()}${event.event.slice(1)}Event`;
  const place = `#/components/schemas/${name}/properties/data/x-content-schema/$ref`;
  const dataSchema = String(targetOf(document, place)).replace('#/components/schemas/', '');
  const isDescribed = isValid(document, name, event) && isValid(document, dataSchema, JSON.parse(event.data));
  return isDescribed ? [] : [event];
}

function breachesOf(document: ServedDocument): object[] {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { regex: true } });
  ajv.validate(OPENAPI_RULES, document);
  return ajv.errors ?? [];
}
