import { getHeapStatistics } from 'node:v8';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHIPPED_DEFINITIONS } from '../llm-providers/catalog.js';
import { parseConfigFile } from './config-file/config-file.js';
import {
  allVariables,
  loadEnvironmentTexts,
  readEnvironment,
  WrongEnvironmentError,
  type EnvironmentTexts,
} from './environment.js';

function complaintsAbout(texts: EnvironmentTexts): readonly string[] {
  try {
    readEnvironment(texts, SHIPPED_DEFINITIONS);
    return [];
  } catch (error) {
    if (error instanceof WrongEnvironmentError) return error.lines;
    throw error;
  }
}

describe('readEnvironment', () => {
  it('needs nothing: what is not set has its documented default', () => {
    const { held, ...rest } = readEnvironment({}, SHIPPED_DEFINITIONS);
    expect(held.filter(({ source }) => source !== 'default')).toEqual([]);
    expect(rest).toEqual({
      fileName: null,
      operator: { providers: [] },
      secrets: [],
      notes: [],
      server: {
        TOLLGATE_CONFIG: '',
        PORT: 3000,
        HOST: '127.0.0.1',
        METRICS_PORT: 0,
        METRICS_HOST: '127.0.0.1',
        GATEWAY_API_KEYS: [],
        ADMIN_API_KEY: null,
        OIDC_ISSUER: '',
        OIDC_CLIENT_ID: '',
        OIDC_CLIENT_SECRET: null,
        OIDC_REDIRECT_URL: '',
        OIDC_SCOPES: 'openid profile email',
        OIDC_NAME: '',
        OIDC_USER_CLAIM: 'email',
        OIDC_ROLE_CLAIM: 'groups',
        OIDC_ADMIN_VALUES: [],
        OIDC_VIEWER_VALUES: [],
        OIDC_MEMBER_VALUES: [],
        OIDC_SESSION_MINUTES: 60,
        ALLOW_UNAUTHENTICATED: false,
        TOLLGATE_DATA: '',
        LOGIN_ATTEMPTS_PER_MINUTE: 10,
        MAX_SESSIONS: 10_000,
        MAX_SESSIONS_PER_HOLDER: 20,
        SESSION_IDLE_MINUTES: 30,
        SESSION_MINUTES: 720,
        DATABASE_URL: null,
        DATABASE_MAX_CONNECTIONS: 10,
        DATABASE_CONNECT_TIMEOUT_MS: 5_000,
        DATABASE_QUERY_TIMEOUT_MS: 15_000,
        REDIS_URL: null,
        REDIS_CONNECT_TIMEOUT_MS: 2_000,
        REDIS_ANSWER_TIMEOUT_MS: 250,
        LEDGER_RETENTION_DAYS: 0,
        OTEL_BSP_EXPORT_TIMEOUT: 30_000,
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: null,
        OTEL_BSP_MAX_QUEUE_SIZE: null,
        OTEL_BSP_SCHEDULE_DELAY: 5_000,
        OTEL_EXPORTER_OTLP_ENDPOINT: '',
        OTEL_EXPORTER_OTLP_CERTIFICATE: '',
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '',
        OTEL_EXPORTER_OTLP_CLIENT_KEY: '',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
        OTEL_EXPORTER_OTLP_HEADERS: {},
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_TIMEOUT: 10_000,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: {},
        OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: false,
        OTEL_RESOURCE_ATTRIBUTES: {},
        OTEL_SDK_DISABLED: false,
        OTEL_SERVICE_NAME: '',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_TRACES_SAMPLER: 'parentbased_always_on',
        OTEL_TRACES_SAMPLER_ARG: '1',
        MAX_BODY_BYTES: 10_485_760,
        MAX_JSON_DEPTH: 64,
        MAX_JSON_VALUES: 400_000,
        MAX_JSON_NODES: 100_000,
        MAX_JSON_FIELDS: 1000,
        IDEMPOTENCY_MAX_ANSWER_BYTES: 1_048_576,
        IDEMPOTENCY_MAX_TOTAL_BYTES: 67_108_864,
        MAX_WAITING_REQUESTS_PER_CONNECTION: 16,
        MAX_CALLS_IN_FLIGHT: 10_000,
        MAX_BYTES_IN_FLIGHT: Math.min(268_435_456, Math.floor(getHeapStatistics().heap_size_limit / 8)),
        MAX_EVENT_LOOP_DELAY_MS: 500,
        CLIENT_HEADERS_TIMEOUT_MS: 10_000,
        CLIENT_BODY_TIMEOUT_MS: 60_000,
        KEEP_ALIVE_TIMEOUT_MS: 75_000,
        DRAIN_TIMEOUT_MS: 25_000,
        TRUST_CLIENT_CERT_HEADER: false,
        LOG_LEVEL: 'info',
        LOG_FORMAT: 'auto',
      },
      texts: {},
    });
  });

  it('refuses to start without a key that the file declares', () => {
    const file = parseConfigFile('keys: { ci: { key_variable: CI_KEY } }', SHIPPED_DEFINITIONS);
    const read = (texts: EnvironmentTexts) => readEnvironment(texts, SHIPPED_DEFINITIONS, file);
    expect(() => read({})).toThrow('CI_KEY: is to hold the key "ci" of the file, and is not set');
    expect(read({ CI_KEY: ' canary ', HOST: '0.0.0.0' }).texts).toMatchObject({ CI_KEY: 'canary' });
  });

  it('keeps the trimmed texts of the variables that it knows and that are set, and no others', () => {
    const { texts } = readEnvironment(
      {
        PORT: ' 80 ',
        OPENAI_API_KEY: ' \t',
        LOG_LEVEL: undefined,
        PATH: '/bin',
      },
      SHIPPED_DEFINITIONS,
    );
    expect(texts).toEqual({ PORT: '80' });
  });

  it('tells of each variable what holds, and who says so', () => {
    const file = parseConfigFile(
      'settings: { log_level: debug, drain_timeout_ms: 5 }',
      SHIPPED_DEFINITIONS,
      'a.yaml',
    );
    const { fileName, held } = readEnvironment({ LOG_LEVEL: 'warn' }, SHIPPED_DEFINITIONS, file);
    const of = (name: string) => held.find(({ variable }) => variable.name === name);
    expect(fileName).toBe('a.yaml');
    expect(of('LOG_LEVEL')).toMatchObject({ text: 'warn', source: 'environment' });
    expect(of('DRAIN_TIMEOUT_MS')).toMatchObject({ text: '5', source: 'file' });
    expect(of('PORT')).toMatchObject({ text: '', source: 'default' });
  });

  it('tells of every wrong variable at once, one line each, with secrets masked', () => {
    const lines = complaintsAbout({
      PORT: '70000',
      GATEWAY_API_KEYS: 'a canary',
      AGENT_ERROR_STATUS: '500',
      LOG_LEVEL: 'loud\nand clear',
      OPENAI_API_KEY: 'sk canary',
      OPENAI_BASE_URL: 'api.openai.com',
      OPENAI_MODEL_ALIASES: 'a=b,b=a',
    });
    expect(lines).toEqual([
      'PORT: accepted is a whole number from 0 to 65535; given was "70000"',
      'GATEWAY_API_KEYS: accepted is keys of printable ASCII characters without blanks, separated by commas; given was (hidden, 8 characters)',
      'LOG_LEVEL: accepted is one of debug, info, warn, error, silent; given was "loud\\nand clear"',
      'AGENT_ERROR_STATUS: accepted is one of table, 400; given was "500"',
      'OPENAI_API_KEY: accepted is printable ASCII characters without blanks; given was (hidden, 9 characters)',
      'OPENAI_BASE_URL: accepted is an http:// or https:// address without user, query or fragment; given was "api.openai.com"',
      expect.stringMatching(/^OPENAI_MODEL_ALIASES: accepted is .+; given was "a=b,b=a"$/) as string,
    ]);
    expect(lines.join('\n')).not.toContain('canary');
  });

  it.each(allVariables(SHIPPED_DEFINITIONS).map((variable) => [variable.name, variable] as const))(
    '%s is documented, and accepts its own default',
    (name, variable) => {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(variable.description).toMatch(/^[A-Z`].+\.$/);
      expect(variable.accepted).not.toBe('');
      expect(complaintsAbout({ [name]: variable.defaultText })).toEqual([]);
    },
  );

  it('names each variable once', () => {
    const names = allVariables(SHIPPED_DEFINITIONS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['PORT', 'MAX_BODY_BYTES', 'UPSTREAM_TOTAL_TIMEOUT_MS', 'DRAIN_TIMEOUT_MS'])(
    'refuses an endless %s',
    (name) => {
      expect(complaintsAbout({ [name]: '99999999999' })).toHaveLength(1);
    },
  );
});

describe('loadEnvironmentTexts', () => {
  let folder: string;
  let environment: jest.ReplaceProperty<NodeJS.ProcessEnv>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tollgate-environment-'));
    environment = jest.replaceProperty(process, 'env', { PORT: '1', HOST: '' });
  });

  afterEach(() => {
    environment.restore();
    rmSync(folder, { recursive: true });
  });

  function load(file: string): EnvironmentTexts {
    const path = join(folder, '.env');
    writeFileSync(path, file);
    return loadEnvironmentTexts(path);
  }

  it('reads an .env file: comments, quotes, blanks', () => {
    const file =
      '# a comment\nLOG_LEVEL=debug # another\n\nOPENAI_API_KEY="sk-0123"\n DRAIN_TIMEOUT_MS = 5\n';
    expect(load(file)).toMatchObject({
      LOG_LEVEL: 'debug',
      OPENAI_API_KEY: 'sk-0123',
      DRAIN_TIMEOUT_MS: '5',
    });
  });

  it('puts the process’s own variables before those of the file', () => {
    expect(load('PORT=2\nLOG_LEVEL=warn\n')).toMatchObject({ PORT: '1', LOG_LEVEL: 'warn' });
  });

  it('lets the process take a variable of the file back by setting it to nothing', () => {
    expect(load('HOST=0.0.0.0\n')).toMatchObject({ HOST: '' });
  });

  it('does without a file', () => {
    expect(loadEnvironmentTexts(join(folder, 'none'))).toEqual({ PORT: '1', HOST: '' });
  });
});
