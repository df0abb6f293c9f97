import { SERVER_VARIABLES } from './server.variables.js';
import { readVariable, type Variable } from './variable.js';

type ValueOf<V> = V extends Variable<infer T> ? T : never;

/** The server's variables, read: each under its own name, with its unit in it. */
export type ServerSettings = {
  readonly [Name in keyof typeof SERVER_VARIABLES]: ValueOf<(typeof SERVER_VARIABLES)[Name]>;
};

export const SERVER_SETTINGS = Symbol('SERVER_SETTINGS');

/**
 * @param textOf the text of a variable; blank or `undefined` = not set.
 * @throws WrongVariableError
 */
export function readServerSettings(textOf: (name: string) => string | undefined): ServerSettings {
  const entries = Object.entries(SERVER_VARIABLES).map(
    ([name, variable]) => [name, readVariable<unknown>(variable, textOf(name))] as const,
  );
  return Object.freeze(Object.fromEntries(entries)) as ServerSettings;
}
