import { Ajv } from 'ajv';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { OperatorConfig } from '../operator-config.js';
import { checkMeaning } from './check-meaning.js';
import { toComplaints } from './complaints.js';
import { ConfigDocument } from './config-document.js';
import type { ConfigPath } from './config-path.js';
import { CONFIG_FILE_SCHEMA } from './config-file.schema.js';
import type { FileContent } from './file-content.js';
import { FILE_SETTINGS } from './file-settings.js';
import { readText } from './read-text.js';
import { toOperatorConfig } from './to-operator-config.js';
import { WrongConfigFileError } from './wrong-config-file.error.js';

/** What the operator's file says, checked. */
export interface ConfigFile {
  /** As messages call it: its path, as it was asked for. */
  readonly name: string;
  readonly operator: OperatorConfig;
  /** Texts of variables, by their names in the environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** The file as it was read; for messages that point into it. */
  readonly content: FileContent;
  /** `tollgate.yaml:4:5` */
  readonly where: (path: ConfigPath) => string;
}

/**
 * @param path of a YAML file.
 * @param shipped the providers that ship.
 * @throws WrongConfigFileError naming line, column and key of everything that is wrong with it, or why it cannot be read.
 */
export function readConfigFile(path: string, shipped: readonly ProviderDefinition[]): ConfigFile {
  return parseConfigFile(readText(path), shipped, path);
}

/**
 * @param shipped the providers that ship.
 * @param name the file, as messages call it.
 * @throws WrongConfigFileError
 */
export function parseConfigFile(
  text: string,
  shipped: readonly ProviderDefinition[],
  name = 'tollgate.yaml',
): ConfigFile {
  const document = new ConfigDocument(text, name);
  const content = checkShape(document);
  const wrong = checkMeaning(content, document, shipped);
  if (wrong.length > 0) throw new WrongConfigFileError(wrong);
  return Object.freeze({
    name,
    operator: toOperatorConfig(content, name),
    settings: toTexts(content),
    content,
    where: (path: ConfigPath) => document.where(path),
  });
}

const isOfShape = new Ajv({ allErrors: true, verbose: true, strict: false }).compile<FileContent>(
  CONFIG_FILE_SCHEMA,
);

function checkShape(document: ConfigDocument): FileContent {
  const value = document.toValue() ?? {};
  if (isOfShape(value)) return value;
  throw new WrongConfigFileError(toComplaints(isOfShape.errors ?? [], document));
}

function toTexts({ settings }: FileContent): Record<string, string> {
  const given = FILE_SETTINGS.filter(({ key }) => settings?.[key] !== undefined);
  return Object.fromEntries(given.map(({ key, variable }) => [variable.name, String(settings?.[key])]));
}
