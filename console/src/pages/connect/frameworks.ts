import type { Block, Client } from './client';

const QUESTION = 'Which rivers cross Vienna?';

/** Packages that stand between a program and a provider's API. */
export const FRAMEWORKS: readonly Client[] = [
  {
    id: 'ai-sdk',
    name: 'AI SDK',
    blocks: ({ origin, model, key }) => [
      shell('npm install ai @ai-sdk/openai-compatible'),
      typescript(`import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';

const tollgate = createOpenAICompatible({
  name: 'tollgate',
  baseURL: '${origin}/v1',
  apiKey: '${key}',
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const { text } = await generateText({ model: tollgate('${model}'), prompt: '${QUESTION}' });
console.log(text);
`),
    ],
  },
  {
    id: 'langchain',
    name: 'LangChain',
    blocks: ({ origin, model, key }) => [
      shell('npm install @langchain/openai @langchain/core'),
      typescript(`import { ChatOpenAI } from '@langchain/openai';

const chat = new ChatOpenAI({
  model: '${model}',
  apiKey: '${key}',
  configuration: { baseURL: '${origin}/v1' },
});
const answer = await chat.invoke('${QUESTION}');
console.log(answer.text);
`),
    ],
  },
  {
    id: 'openai-agents',
    name: 'OpenAI Agents',
    blocks: ({ origin, model, key }) => [
      shell('npm install @openai/agents openai zod'),
      typescript(`import { Agent, OpenAIProvider, Runner, setTracingDisabled } from '@openai/agents';
import OpenAI from 'openai';

setTracingDisabled(true); // its traces go to OpenAI
const openAIClient = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${key}' });
const runner = new Runner({ modelProvider: new OpenAIProvider({ openAIClient }) });
const agent = new Agent({ name: 'Guide', model: '${model}' });
const { finalOutput } = await runner.run(agent, '${QUESTION}');
console.log(finalOutput);
`),
    ],
  },
  {
    id: 'ai-sdk-anthropic',
    name: 'AI SDK, Anthropic',
    blocks: ({ origin, model, key }) => [
      shell('npm install ai @ai-sdk/anthropic'),
      typescript(`import { createAnthropic } from '@ai-sdk/anthropic';
import { generateText } from 'ai';

const anthropic = createAnthropic({ baseURL: '${origin}/v1', apiKey: '${key}' });
const { text } = await generateText({
  model: anthropic('${model}'),
  maxOutputTokens: 500,
  prompt: '${QUESTION}',
});
console.log(text);
`),
    ],
  },
  {
    id: 'ai-sdk-google',
    name: 'AI SDK, Gemini',
    blocks: ({ origin, model, key }) => [
      shell('npm install ai @ai-sdk/google'),
      typescript(`import { createGoogle } from '@ai-sdk/google';
import { generateText } from 'ai';

const google = createGoogle({ baseURL: '${origin}/v1beta', apiKey: '${key}' });
const { text } = await generateText({ model: google('${model}'), prompt: '${QUESTION}' });
console.log(text);
`),
    ],
  },
  {
    id: 'langchain-anthropic',
    name: 'LangChain, Anthropic',
    blocks: ({ origin, model, key }) => [
      shell('npm install @langchain/anthropic @langchain/core'),
      typescript(`import { ChatAnthropic } from '@langchain/anthropic';

const chat = new ChatAnthropic({ model: '${model}', apiKey: '${key}', anthropicApiUrl: '${origin}' });
const answer = await chat.invoke('${QUESTION}');
console.log(answer.text);
`),
    ],
  },
];

function shell(command: string): Block {
  return { title: 'In a shell', code: `${command}\n` };
}

function typescript(code: string): Block {
  return { title: 'In TypeScript', code };
}
