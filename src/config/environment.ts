import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { isLoopbackHost } from '../common/http/loopback.js';
import { PROVIDER_CATALOG } from '../llm-providers/catalog.js';
import { listProviderVariables } from './provider.variables.js';
import { LLM_PROVIDERS_VARIABLES } from './llm-providers.variables.js';
import { readServerSettings, type ServerSettings } from './settings.js';
import { SERVER_VARIABLES } from './server.variables.js';
import { readVariable, WrongVariableError, type Variable } from './variable.js';

/** Texts of variables by name; blank or absent = not set. */
export type EnvironmentTexts = Readonly<Record<string, string | undefined>>;

/** The environment, checked. */
export interface Environment {
  readonly server: ServerSettings;
  /** Trimmed texts of all known variables that are set: what `ConfigService` answers from. */
  readonly texts: Readonly<Record<string, string>>;
}

/** One line for each variable that is wrong. */
export class WrongEnvironmentError extends Error {
  override readonly name = 'WrongEnvironmentError';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** Every variable that the gateway reads, in the order of documentation. */
export const ALL_VARIABLES: readonly Variable<unknown>[] = Object.freeze([
  ...Object.values(SERVER_VARIABLES),
  ...Object.values(LLM_PROVIDERS_VARIABLES),
  ...PROVIDER_CATALOG.flatMap(({ definition }) => listProviderVariables(definition)),
]);

/** The process's own variables over those of an `.env` file in the working directory. */
export function loadEnvironmentTexts(envFile = '.env'): EnvironmentTexts {
  const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8').replace(/^\ufeff/, '')) : {};
  return { ...fromFile, ...process.env };
}

/**
 * Checks all variables before anything else starts.
 * @throws WrongEnvironmentError naming every variable that is wrong.
 */
export function readEnvironment(texts: EnvironmentTexts): Environment {
  const lines = ALL_VARIABLES.flatMap((variable) => complaint(variable, texts[variable.name]));
  if (lines.length > 0) throw new WrongEnvironmentError(lines);

  const server = readServerSettings((name) => texts[name]);
  if (!isLoopbackHost(server.HOST) && server.GATEWAY_API_KEYS.length === 0 && !server.ALLOW_UNAUTHENTICATED) {
    const given = JSON.stringify(server.HOST);
    throw new WrongEnvironmentError([
      `HOST: accepted without GATEWAY_API_KEYS is a loopback address, unless ALLOW_UNAUTHENTICATED=true; given was ${given}`,
    ]);
  }
  return Object.freeze({ server, texts: knownTexts(texts) });
}

function complaint(variable: Variable<unknown>, text: string | undefined): string[] {
  try {
    readVariable(variable, text);
    return [];
  } catch (error) {
    if (error instanceof WrongVariableError) return [error.message];
    throw error;
  }
}

function knownTexts(texts: EnvironmentTexts): Record<string, string> {
  const set = ALL_VARIABLES.map(({ name }) => [name, texts[name]?.trim() ?? ''] as const);
  return Object.fromEntries(set.filter(([, text]) => text !== ''));
}
