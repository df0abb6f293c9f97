import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { ProviderDefinition } from '../port/provider-definition.js';
import type { ConfigFile } from './config-file/config-file.js';
import { precedenceNotes } from './config-file/precedence-notes.js';
import { unreachedLimitNotes } from './config-file/unreached-limits.js';
import { addedDefinitions, withOperator } from './configure-provider.js';
import { disabledProviderComplaints } from './disabled-providers.js';
import { heldKeys, sharedKeyComplaints, shortKeyNotes } from './held-keys.js';
import { oidcComplaints } from './oidc-complaints.js';
import { listProviderVariables } from './provider.variables.js';
import { LLM_PROVIDERS_VARIABLES } from './llm-providers.variables.js';
import { NO_OPERATOR_CONFIG, type OperatorConfig } from './operator-config.js';
import { readLlmProvidersSettings, readServerSettings, type ServerSettings } from './settings.js';
import { SERVER_VARIABLES } from './server.variables.js';
import type { OperatorKey } from './callers-config.js';
import { NO_SPENDING_CONFIG, type BudgetWebhook } from './spending-config.js';
import { secretsIn } from './secrets-in.js';
import { readVariable, secret, WrongVariableError, type Variable } from './variable.js';

/** Texts of variables by name; blank or absent = not set. */
export type EnvironmentTexts = Readonly<Record<string, string | undefined>>;

/** The environment and the operator's file, checked. */
export interface Environment {
  readonly server: ServerSettings;
  /** Trimmed texts of all known variables that are set: what `ConfigService` answers from. */
  readonly texts: Readonly<Record<string, string>>;
  readonly operator: OperatorConfig;
  /** What the variables hold that is secret: keys, one by one, and passwords of addresses. */
  readonly secrets: readonly string[];
  /**
   * Keys that can be guessed, and what of the file has no effect, since a variable holds or nothing reaches it: a line
   * each, for the log.
   */
  readonly notes: readonly string[];
  /** The operator's file, as it was asked for; `null` = there is none. */
  readonly fileName: string | null;
  /** Every variable there is, as it holds, in the order of documentation. */
  readonly held: readonly HeldVariable[];
}

/** A variable, and what says so. */
export interface HeldVariable {
  readonly variable: Variable<unknown>;
  /** '' = it is not set. */
  readonly text: string;
  /** Who sets it; `default` = nobody. */
  readonly source: 'environment' | 'file' | 'default';
}

/** Under which Nest finds the `Environment`. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');

/** One line for each variable that is wrong. */
export class WrongEnvironmentError extends Error {
  override readonly name = 'WrongEnvironmentError';

  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

/** Other programs read these in lower case as well, and some only so. */
const ALSO_IN_LOWER_CASE = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'] as const;

/** The process's own variables over those of an `.env` file in the working directory. */
export function loadEnvironmentTexts(envFile = '.env'): EnvironmentTexts {
  const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8').replace(/^\ufeff/, '')) : {};
  const texts: EnvironmentTexts = { ...fromFile, ...process.env };
  const inLowerCase = ALSO_IN_LOWER_CASE.map((name) => [name, texts[name] ?? texts[name.toLowerCase()]]);
  return { ...texts, ...(Object.fromEntries(inLowerCase) as EnvironmentTexts) };
}

/**
 * Checks all variables before anything else starts. What a variable says goes before what the file says.
 * @param shipped the providers that ship, in the catalogue's order.
 * @param file `null` = the operator has none.
 * @throws WrongEnvironmentError naming every variable that is wrong.
 */
export function readEnvironment(
  texts: EnvironmentTexts,
  shipped: readonly ProviderDefinition[],
  file: ConfigFile | null = null,
): Environment {
  const operator = file?.operator ?? NO_OPERATOR_CONFIG;
  const variables = allVariables(shipped, operator);
  const valueOf = (name: string) => (isSet(texts[name]) ? texts[name] : file?.settings[name]);
  const sourceOf = (name: string): HeldVariable['source'] => {
    if (isSet(texts[name])) return 'environment';
    return isSet(file?.settings[name]) ? 'file' : 'default';
  };
  const lines = variables.flatMap((variable) => complaint(variable, valueOf(variable.name)));
  if (lines.length > 0) throw new WrongEnvironmentError(lines);

  const { DISABLED_PROVIDERS: disabled } = readLlmProvidersSettings(valueOf);
  const known = [...shipped, ...addedDefinitions(shipped, operator)];
  const disabling = disabledProviderComplaints(disabled, known, operator.routes ?? []);
  if (disabling.length > 0) throw new WrongEnvironmentError(disabling);

  const server = readServerSettings(valueOf);
  const lacking = oidcComplaints(server);
  if (lacking.length > 0) throw new WrongEnvironmentError(lacking);
  const declared = operator.callers?.keys ?? [];
  const missing = declared.filter((key) => !isSet(texts[key.keyVariable])).map(missingKey);
  const { webhook } = operator.spending ?? NO_SPENDING_CONFIG;
  if (webhook && !isSet(texts[webhook.secretVariable])) missing.push(missingSecret(webhook));
  if (missing.length > 0) throw new WrongEnvironmentError(missing);
  const keys = heldKeys(server, declared, texts);
  const shared = sharedKeyComplaints(keys);
  if (shared.length > 0) throw new WrongEnvironmentError(shared);
  const set = variables.map(({ name }) => [name, valueOf(name)?.trim() ?? ''] as const);
  return Object.freeze({
    server,
    texts: Object.fromEntries(set.filter(([, text]) => text !== '')),
    operator,
    secrets: secretsIn(variables, valueOf),
    notes: [
      ...shortKeyNotes(keys),
      ...(file ? precedenceNotes(file, texts, shipped) : []),
      ...(file ? unreachedLimitNotes(file, server.MAX_CALLS_IN_FLIGHT) : []),
    ],
    fileName: file?.name ?? null,
    held: variables.map((variable) => ({
      variable,
      text: valueOf(variable.name)?.trim() ?? '',
      source: sourceOf(variable.name),
    })),
  });
}

/**
 * Every variable that the gateway reads, in the order of documentation: its own, and those of each provider.
 * @param shipped the providers that ship, in the catalogue's order.
 */
export function allVariables(
  shipped: readonly ProviderDefinition[],
  operator: OperatorConfig = NO_OPERATOR_CONFIG,
): readonly Variable<unknown>[] {
  const definitions = [
    ...shipped.map((definition) => withOperator(definition, operator)),
    ...addedDefinitions(shipped, operator),
  ];
  return Object.freeze([
    ...Object.values(SERVER_VARIABLES),
    ...Object.values(LLM_PROVIDERS_VARIABLES),
    ...definitions.flatMap(listProviderVariables),
    ...(operator.callers?.keys ?? []).map(keyVariable),
    ...webhookVariables(operator),
  ]);
}

function keyVariable({ name, keyVariable: variable }: OperatorKey): Variable<unknown> {
  return secret({ name: variable, description: `The virtual key ${JSON.stringify(name)}.` });
}

function webhookVariables({ spending }: OperatorConfig): Variable<unknown>[] {
  const { webhook } = spending ?? NO_SPENDING_CONFIG;
  const description = 'Signs what is sent to the budget_webhook of the file.';
  return webhook ? [secret({ name: webhook.secretVariable, description })] : [];
}

function missingSecret({ secretVariable }: BudgetWebhook): string {
  return `${secretVariable}: is to hold the secret of the budget_webhook of the file, and is not set`;
}

function missingKey({ name, keyVariable: variable }: OperatorKey): string {
  return `${variable}: is to hold the key ${JSON.stringify(name)} of the file, and is not set`;
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
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
