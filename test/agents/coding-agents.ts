/** A coding agent that is run against the gateway, set up as docs/guides/coding-agents.md says. */
export interface CodingAgent {
  /** Of its marks in the guide. */
  readonly id: string;
  /** Package and exact version. */
  readonly package: string;
  readonly version: string;
  /** Of its install scripts, the one without which it does not run: a file of the package. */
  readonly setUp?: string;
  /** Whom it asks besides, in vain, though its guide tells it to keep quiet. */
  readonly asksBesides?: RegExp;
  /** The model that its guide names, which a run replaces by its own. */
  readonly modelInGuide: string;
  /** What it does where an answer breaks off. */
  readonly afterCut: 'asks-again' | 'says-so';
  /** Requests besides the two turns of the loop: a title, a check. */
  readonly asides: number;
}

const CLAUDE = 'anthropic/claude-haiku-5-5';
const GPT = 'openai/gpt-6-luna';

export const CODING_AGENTS: readonly CodingAgent[] = [
  {
    id: 'claude-code',
    package: '@anthropic-ai/claude-code',
    version: '2.1.332',
    setUp: 'install.cjs',
    modelInGuide: CLAUDE,
    afterCut: 'asks-again',
    asides: 0,
  },
  {
    id: 'codex',
    package: '@openai/codex',
    version: '0.169.0',
    modelInGuide: CLAUDE,
    afterCut: 'asks-again',
    asides: 0,
  },
  {
    id: 'gemini-cli',
    package: '@google/gemini-cli',
    version: '0.61.0',
    modelInGuide: 'gemini/gemini-3.5-flash-lite',
    afterCut: 'says-so',
    asides: 0,
  },
  {
    id: 'opencode',
    package: 'opencode-ai',
    version: '1.18.33',
    setUp: 'postinstall.mjs',
    asksBesides: /^registry\.[a-z]+\.org:443$/,
    modelInGuide: CLAUDE,
    afterCut: 'asks-again',
    asides: 1,
  },
  {
    id: 'qwen-code',
    package: '@qwen-code/qwen-code',
    version: '0.24.4',
    modelInGuide: GPT,
    afterCut: 'asks-again',
    asides: 0,
  },
  {
    id: 'continue',
    package: '@continuedev/cli',
    version: '1.5.47',
    modelInGuide: CLAUDE,
    afterCut: 'asks-again',
    asides: 0,
  },
  {
    id: 'cline',
    package: 'cline',
    version: '3.0.65',
    asksBesides: /^data\.cline\.bot:443$/,
    modelInGuide: CLAUDE,
    afterCut: 'says-so',
    asides: 0,
  },
];
