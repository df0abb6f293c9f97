import { LLM_PROVIDERS_VARIABLES } from './llm-providers.variables.js';
import { SERVER_VARIABLES } from './server.variables.js';
import { readVariable, type Variable, type VariableValue } from './variable.js';

type VariableTable = Readonly<Record<string, Variable<unknown>>>;
type ValueOf<V> = V extends Variable<infer T> ? T : never;

/** A table of variables, read: each under its own name, with its unit in it. */
type SettingsOf<Table extends VariableTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

/** The service's settings. */
export type ServerSettings = SettingsOf<typeof SERVER_VARIABLES>;
/** Under which Nest finds the `ServerSettings`. */
export const SERVER_SETTINGS = Symbol('SERVER_SETTINGS');

/** Settings that hold for all providers. */
export type LlmProvidersSettings = SettingsOf<typeof LLM_PROVIDERS_VARIABLES>;
/** Under which Nest finds the `LlmProvidersSettings`. */
export const LLM_PROVIDERS_SETTINGS = Symbol('LLM_PROVIDERS_SETTINGS');

/** A variable by its name; blank or `undefined` = not set. */
export type VariableSource = (name: string) => VariableValue;

/** @throws WrongVariableError */
export function readServerSettings(valueOf: VariableSource): ServerSettings {
  return readSettings(SERVER_VARIABLES, valueOf);
}

/** @throws WrongVariableError */
export function readLlmProvidersSettings(valueOf: VariableSource): LlmProvidersSettings {
  return readSettings(LLM_PROVIDERS_VARIABLES, valueOf);
}

function readSettings<Table extends VariableTable>(table: Table, valueOf: VariableSource): SettingsOf<Table> {
  const entries = Object.entries(table).map(
    ([name, variable]) => [name, readVariable(variable, valueOf(name))] as const,
  );
  return Object.freeze(Object.fromEntries(entries)) as SettingsOf<Table>;
}
