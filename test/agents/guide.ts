import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const GUIDE = join(__dirname, '..', '..', 'docs', 'guides', 'coding-agents.md');
/** A block behind a mark: a file where the mark names one, else the commands. */
const BLOCK = /<!-- agent:(\S+)(?: ~\/(\S+))? -->\s+```\w+\n([^]*?)```/g;

/** What stands in the guide for what a reader puts in. */
export interface Replacements {
  readonly url: string;
  readonly key: string;
  readonly modelInGuide: string;
  readonly model: string;
}

export interface AgentSetUp {
  /** Texts by their paths below the home folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly commands: string;
}

/** What the guide says of an agent, filled in. @throws Error where it says nothing, or has no place for the model. */
export function setUpOf(agent: string, replacements: Replacements): AgentSetUp {
  const blocks = [...readFileSync(GUIDE, 'utf8').matchAll(BLOCK)].filter(([, id]) => id === agent);
  const texts = blocks.map(([, , path, text = '']) => ({ path, text: filledIn(text, replacements) }));
  const commands = texts.find(({ path }) => path === undefined)?.text;
  if (commands === undefined) throw new Error(`the guide has no commands for ${agent}`);
  if (!texts.some(({ text }) => text.includes(replacements.model)))
    throw new Error(`the guide names ${replacements.modelInGuide} nowhere for ${agent}`);
  const files = texts.flatMap(({ path, text }) => (path === undefined ? [] : [[path, text] as const]));
  return { files: Object.fromEntries(files), commands };
}

function filledIn(text: string, { url, key, modelInGuide, model }: Replacements): string {
  return text
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('your-gateway-key', key)
    .replaceAll(modelInGuide, model);
}
