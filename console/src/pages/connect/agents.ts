import guide from '../../../../docs/guides/coding-agents.md?raw';
import type { Block, Client, Filled } from './client';

/** A block of the guide: its mark (which agent, which file of it), then what is to be copied. */
const MARKED = /<!-- agent:([\w-]+)(?: ([^ ]+))? -->\n+```\w*\n([^]*?)```/g;
const HEADING = /^## (.+)$/gm;
/** The models that the guide speaks of. */
const MODELS = /anthropic\/claude-haiku-5-5|openai\/gpt-6-luna|gemini\/gemini-3\.5-flash-lite/g;

interface GuideBlock {
  readonly agent: string;
  readonly file: string | undefined;
  readonly code: string;
  /** Where in the guide it stands. */
  readonly at: number;
}

const blocks: readonly GuideBlock[] = [...guide.matchAll(MARKED)].map(
  ({ 1: agent, 2: file, 3: code, index }) => ({
    agent: agent!,
    file,
    code: code!,
    at: index,
  }),
);
const headings = [...guide.matchAll(HEADING)].map(({ 1: name, index }) => ({ name: name!, at: index }));

/** Coding agents, as their guide has them: its blocks are what the tests of agents run. */
export const AGENTS: readonly Client[] = [...new Set(blocks.map(({ agent }) => agent))].map((id) => {
  const own = blocks.filter(({ agent }) => agent === id);
  const name = headings.findLast(({ at }) => at < own[0]!.at)?.name ?? id;
  return { id, name, blocks: (filled) => own.map((block) => fill(block, filled)) };
});

function fill({ file, code }: GuideBlock, { origin, model, key }: Filled): Block {
  return {
    title: file ?? 'In a shell',
    code: code
      .replaceAll('http://127.0.0.1:3000', () => origin)
      .replaceAll('your-gateway-key', () => key)
      .replaceAll(MODELS, () => model),
  };
}
