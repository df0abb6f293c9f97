import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readEnvironment } from '../../src/config/environment.js';
import { SHIPPED_DEFINITIONS } from '../../src/llm-providers/catalog.js';
import { PROJECT, readText } from './deploy-files.js';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
}

const text = readText('deploy/compose.yaml');
const { services } = parse(text, { merge: true, uniqueKeys: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const gateways = Object.entries(services).filter(([, { build }]) => build !== undefined);
const SHELL = { ADMIN_API_KEY: 'a'.repeat(64), POSTGRES_PASSWORD: 'b'.repeat(32) };

/** As compose fills them in: `${NAME:-}` and `${NAME:?why}`. */
function filledIn(value: string): string {
  return value.replace(
    /\$\{(\w+):[-?][^}]*\}/g,
    (_, name: string) => (SHELL as Record<string, string>)[name] ?? '',
  );
}

describe('the compose file', () => {
  it('has two nodes that share a PostgreSQL and a Valkey, and wait until these answer', () => {
    expect(gateways.map(([name]) => name)).toEqual(['gateway-1', 'gateway-2']);
    for (const [, { depends_on: before = {} }] of gateways) {
      expect(Object.keys(before)).toEqual(['postgres', 'valkey']);
      for (const [name, { condition }] of Object.entries(before)) {
        expect(condition).toBe('service_healthy');
        expect(services[name]?.healthcheck?.test[0]).toBe('CMD');
      }
    }
  });

  it('builds the image of the Dockerfile, by the name that the guide gives it', () => {
    for (const [, { build, image }] of gateways) {
      expect(existsSync(join(PROJECT, 'deploy', build!.context, build!.dockerfile))).toBe(true);
      expect(readText('deploy/README.md')).toContain(`--tag ${image} `);
    }
  });

  it('gives each node settings that it starts with, and the addresses of the services beside it', () => {
    for (const [, { environment = {} }] of gateways) {
      const texts = Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, filledIn(value)]),
      );
      const { server } = readEnvironment({ ...texts, HOST: '0.0.0.0' }, SHIPPED_DEFINITIONS, null);
      expect(Object.keys(services)).toEqual(
        expect.arrayContaining([new URL(server.DATABASE_URL!).hostname, new URL(server.REDIS_URL!).hostname]),
      );
      expect(texts['DATABASE_URL']).toContain(SHELL.POSTGRES_PASSWORD);
    }
  });

  it('listens on this machine alone, on the ports of the guide', () => {
    const ports = gateways.flatMap(([, service]) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:3001:3000', '127.0.0.1:3002:3000']);
    expect(readText('docs/guides/postgres-and-valkey.md')).toContain('for port in 3001 3002');
    for (const name of ['postgres', 'valkey']) expect(services[name]).not.toHaveProperty('ports');
  });

  it('waits for the drain of a node, which takes as long as its settings say', () => {
    const { server } = readEnvironment({}, SHIPPED_DEFINITIONS, null);
    for (const [, { stop_grace_period: grace }] of gateways)
      expect(Number.parseInt(grace!, 10) * 1_000).toBeGreaterThan(server.DRAIN_TIMEOUT_MS + 2_000);
  });

  it('holds nothing secret: each of them comes from the shell, and is asked for where it is missing', () => {
    for (const name of Object.keys(SHELL)) expect(text).toMatch(new RegExp(`\\$\\{${name}:\\?`));
    const keys = [...text.matchAll(/^ +([A-Z_]*(?:KEY|PASSWORD)): (.*)$/gm)];
    expect(keys.length).toBeGreaterThan(4);
    for (const [, , value] of keys) expect(value).toMatch(/^\$\{/);
  });

  it('runs a Valkey that never drops what counts, as the guide says', () => {
    expect(services['valkey']?.command?.join(' ')).toContain('--maxmemory-policy noeviction');
    expect(readText('docs/guides/postgres-and-valkey.md')).toContain('maxmemory-policy noeviction');
  });
});
