import { PROVIDER_CATALOG } from '../../llm-providers/catalog.js';
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

/** One line for each thing that the environment says otherwise than the file. Both must have been found right. */
export function precedenceNotes(file: ConfigFile, texts: Texts): string[] {
  const clashes = [
    ...settingClashes(file, texts),
    ...file.operator.providers.flatMap((provider, index) => providerClashes(provider, index, texts)),
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

function providerClashes(own: OperatorProvider, index: number, texts: Texts): Clash[] {
  const shipped = PROVIDER_CATALOG.find(({ definition }) => definition.id === own.id)?.definition;
  const definition = withOperator(shipped ?? toDefinition(own), { providers: [own] });
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
      .map(([variable, , key]) => ({ variable: variable?.name ?? '', path: pathOf(index, key) })),
    ...aliases
      .filter(([name, model]) => Object.hasOwn(own.modelAliases, name) && own.modelAliases[name] !== model)
      .map(([name]) => ({ variable: modelAliases.name, path: ['providers', index, 'model_aliases', name] })),
  ];
}

function pathOf(index: number, key: string): ConfigPath {
  const isHeader = key !== 'base_url' && key !== 'default_model';
  return isHeader ? ['providers', index, 'headers', key] : ['providers', index, key];
}

function headerOf({ headers }: OperatorProvider, name: string): string | undefined {
  return Object.entries(headers).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
}

function differs(text: string | undefined, value: string): boolean {
  const said = text?.trim() ?? '';
  return said !== '' && said.replace(/\/+$/, '') !== value;
}
