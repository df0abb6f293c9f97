import type { Check } from '../faults/support/fault-case.js';
import { AS_EVENTS, meterChecks } from './claude-code-meter.js';
import { CODING_AGENTS, type CodingAgent } from './coding-agents.js';

/** An agent in front of a model. */
export interface AgentCase {
  readonly id: string;
  readonly agent: CodingAgent;
  readonly model: string;
  /** Of the addresses at the provider. */
  readonly wire: RegExp;
  /** The first answer breaks off: the agent asks again by itself, or says so and ends. */
  readonly afterCut?: CodingAgent['afterCut'];
  /** There is no such model: the agent is to say so and to end, in place of the loop. */
  readonly isRefused?: boolean;
  /** What the gateway answers besides the loop. */
  readonly answersBesides?: readonly string[];
  /** Changes what the guide says. */
  readonly edit?: (text: string) => string;
  /** What else holds of what the agent prints. */
  readonly looksAt?: (output: string) => Check[];
}

const MESSAGES = /\/messages$/;
const CHAT = /\/chat\/completions$/;
const RESPONSES = /\/responses$/;
/** With tools by Responses, beside which the model reasons; without any by chat completions. */
const EITHER = /\/(responses|chat\/completions)$/;
const CONTENT = /:streamGenerateContent$/;

const NOWHERE = /^$/;

/** A model of each provider, and the addresses under which its API has it. */
const MODELS: Readonly<Record<string, RegExp>> = {
  'anthropic/claude-haiku-5-5': MESSAGES,
  'openai/gpt-6-luna': EITHER,
  'gemini/gemini-3.5-flash-lite': CONTENT,
};

const ofEach = CODING_AGENTS.flatMap((agent) =>
  Object.entries(MODELS).map(([model, wire]): AgentCase => {
    const [provider = ''] = model.split('/');
    const isNative = agent.id === 'codex' && wire === EITHER;
    return { id: `${agent.id}:${provider}`, agent, model, wire: isNative ? RESPONSES : wire };
  }),
);

const agentOf = (id: string) => CODING_AGENTS.find((agent) => agent.id === id)!;
const codex = agentOf('codex');
const claudeCode = agentOf('claude-code');
const geminiCli = agentOf('gemini-cli');

/** Its meter shows what its stream of events says. */
function meterCase(model: string, wire: RegExp): AgentCase {
  return {
    id: `claude-code:meter-${model.split('/')[0]}`,
    agent: claudeCode,
    model,
    wire,
    edit: (text) => text.replace('claude -p', `claude -p ${AS_EVENTS}`),
    looksAt: meterChecks,
  };
}

/** Every agent in front of a model of each provider, and what only one of them does. */
export const AGENT_CASES: readonly AgentCase[] = [
  ...ofEach,
  // it knows the model, offers its tools as programs, and the provider has chat completions only
  { id: 'codex:programs', agent: codex, model: 'local/gpt-6-luna', wire: CHAT },
  {
    id: 'codex:websocket',
    agent: codex,
    model: 'openai/gpt-6-luna',
    wire: RESPONSES,
    answersBesides: ['GET 426'],
    edit: (text) => text.replace('wire_api =', 'supports_websockets = true\nwire_api ='),
  },
  {
    id: 'claude-code:models',
    agent: claudeCode,
    model: 'openai/gpt-6-luna',
    wire: EITHER,
    answersBesides: ['GET 200'],
    edit: (text) => `export CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY=1\n${text}`,
  },
  meterCase('anthropic/claude-haiku-5-5', MESSAGES),
  meterCase('openai/gpt-6-luna', EITHER),
  ...CODING_AGENTS.map((agent): AgentCase => ({
    id: `${agent.id}:cut`,
    agent,
    model: 'openai/gpt-6-luna',
    wire: agent === codex ? RESPONSES : EITHER,
    afterCut: agent.afterCut,
  })),
  // behind its first words, and in Gemini's own
  {
    id: 'gemini-cli:cut-gemini',
    agent: geminiCli,
    model: 'gemini/gemini-3.5-flash-lite',
    wire: CONTENT,
    afterCut: geminiCli.afterCut,
  },
  ...CODING_AGENTS.map((agent) => ({
    id: `${agent.id}:refused`,
    agent,
    model: 'nobody/none',
    wire: NOWHERE,
    isRefused: true,
  })),
];
