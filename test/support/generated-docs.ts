import type { ProviderDefinition } from '../../src/port/provider-definition.js';
import type { Variable } from '../../src/config/variable.js';

/** `.env.example`: every variable, commented out, with what it means, what is accepted and its default. */
export function envExample(variables: readonly Variable<unknown>[]): string {
  const head =
    '# Every variable of Tollgate. Copy this file to .env and set what you need; the environment goes before .env.\n';
  return head + variables.map(envEntry).join('');
}

function envEntry({ name, description, accepted, defaultText }: Variable<unknown>): string {
  const fallback = defaultText === '' ? 'not set' : defaultText;
  return `\n# ${description}\n# Accepted: ${accepted}. Default: ${fallback}.\n# ${name}=${defaultText}\n`;
}

/** The same as a table in Markdown. */
export function variablesTable(variables: readonly Variable<unknown>[]): string {
  const rows = variables.map(({ name, description, accepted, defaultText }) =>
    row([`\`${name}\``, description, accepted, defaultText === '' ? '' : `\`${defaultText}\``]),
  );
  return [
    '',
    row(['Variable', 'Meaning', 'Accepted', 'Default']),
    row(['---', '---', '---', '---']),
    ...rows,
    '',
    '',
  ].join('\n');
}

/** The providers of the catalogue, as a table in Markdown. */
export function providersTable(definitions: readonly ProviderDefinition[]): string {
  const rows = definitions.map(({ id, displayName, apiKeyVariable, defaultModel }) =>
    row([
      displayName,
      `\`/agents/llm-providers/${id}\``,
      apiKeyVariable ? `\`${apiKeyVariable}\`` : 'none needed',
      `\`${defaultModel}\``,
    ]),
  );
  const head = [row(['Provider', 'Endpoint', 'Key', 'Default model']), row(['---', '---', '---', '---'])];
  return ['', ...head, ...rows, '', ''].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
