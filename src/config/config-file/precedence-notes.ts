import type { ProviderDefinition } from '../../port/provider-definition.js';
import { toDefinition, withOperator } from '../configure-provider.js';
import type { OperatorProvider } from '../operator-config.js';
import { providerVariables } from '../provider.variables.js';
import { readVariable } from '../variable.js';
import { nameOf, type ConfigPath } from './config-path.js';
import type { ConfigFile } from './config-file.js';
import { FILE_SETTINGS } from './file-settings.js';

type Texts = Readonly<Record<string, string | undefined>>;

/** Something that both the environment and the file say, each in its own way. */
interface Clash {
  readonly variable: string;
  readonly path: ConfigPath;
}

/**
 * One line for each thing that the environment says otherwise than the file. Both must have been found right.
 * @param shipped the providers that ship.
 */
export function precedenceNotes(
  file: ConfigFile,
  texts: Texts,
  shipped: readonly ProviderDefinition[],
): string[] {
  const clashes = [
    ...settingClashes(file, texts),
    ...file.operator.providers.flatMap((provider, index) =>
      providerClashes(definitionOf(provider, shipped), provider, texts).map(({ variable, path }) => ({
        variable,
        path: ['providers', index, ...path],
      })),
    ),
  ];
  return clashes.map(
    ({ variable, path }) =>
      `${variable} of the environment holds, not ${nameOf(path)} (${file.where(path)}): the environment goes before the file.`,
  );
}

function settingClashes({ settings }: ConfigFile, texts: Texts): Clash[] {
  return FILE_SETTINGS.filter(
    ({ variable: { name } }) => settings[name] !== undefined && differs(texts[name], settings[name]),
  ).map(({ key, variable }) => ({ variable: variable.name, path: ['settings', key] }));
}

/** The provider as it is served. */
function definitionOf(own: OperatorProvider, shipped: readonly ProviderDefinition[]): ProviderDefinition {
  const before = shipped.find(({ id }) => id === own.id) ?? toDefinition(own);
  return withOperator(before, { providers: [own] });
}

/** With paths from the provider's own entry on. */
function providerClashes(definition: ProviderDefinition, own: OperatorProvider, texts: Texts): Clash[] {
  const { baseUrl, defaultModel, modelAliases, headers } = providerVariables(definition);
  const simple: readonly (readonly [{ readonly name: string } | null, string | undefined, string])[] = [
    [baseUrl, own.baseUrl, 'base_url'],
    [defaultModel, own.defaultModel, 'default_model'],
    ...[...headers].map(([header, variable]) => [variable, headerOf(own, header), header] as const),
  ];
  const aliases = [...readVariable(modelAliases, texts[modelAliases.name])];
  return [
    ...simple
      .filter(([variable, value]) => variable && value !== undefined && differs(texts[variable.name], value))
      .map(([variable, , key]) => ({ variable: variable?.name ?? '', path: pathOf(key) })),
    ...aliases
      .filter(([name, model]) => Object.hasOwn(own.modelAliases, name) && own.modelAliases[name] !== model)
      .map(([name]) => ({ variable: modelAliases.name, path: ['model_aliases', name] })),
  ];
}

function pathOf(key: string): ConfigPath {
  const isHeader = key !== 'base_url' && key !== 'default_model';
  return isHeader ? ['headers', key] : [key];
}

function headerOf({ headers }: OperatorProvider, name: string): string | undefined {
  return Object.entries(headers).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
}

function differs(text: string | undefined, value: string): boolean {
  const said = text?.trim() ?? '';
  return said !== '' && said.replace(/\/+$/, '') !== value;
}
