import type { Client } from './client';

const SHELL = 'In a shell';
const QUESTION = 'Which rivers cross Vienna?';

/** Programs and packages that need no more than a base URL. */
export const SDKS: readonly Client[] = [
  {
    id: 'curl',
    name: 'curl',
    blocks: ({ origin, model, key }) => [
      {
        title: SHELL,
        code: `curl -s ${origin}/v1/chat/completions \\
  -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "${QUESTION}"}]}'
`,
      },
    ],
  },
  {
    id: 'openai-ts',
    name: 'OpenAI, TypeScript',
    blocks: ({ origin, model, key }) => [
      { title: SHELL, code: 'npm install openai\n' },
      {
        title: 'In TypeScript',
        code: `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${key}' });
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: '${QUESTION}' }],
});
console.log(answer.choices[0].message.content);
`,
      },
    ],
  },
  {
    id: 'openai-python',
    name: 'OpenAI, Python',
    blocks: ({ origin, model, key }) => [
      { title: SHELL, code: 'pip install openai\n' },
      {
        title: 'In Python',
        code: `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${key}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "${QUESTION}"}],
)
print(answer.choices[0].message.content)
`,
      },
    ],
  },
  {
    id: 'anthropic-ts',
    name: 'Anthropic, TypeScript',
    blocks: ({ origin, model, key }) => [
      { title: SHELL, code: 'npm install @anthropic-ai/sdk\n' },
      {
        title: 'In TypeScript',
        code: `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: '${origin}', apiKey: '${key}' });
const answer = await client.messages.create({
  model: '${model}',
  max_tokens: 200,
  messages: [{ role: 'user', content: '${QUESTION}' }],
});
console.log(answer.content);
`,
      },
    ],
  },
  {
    id: 'gemini-ts',
    name: 'Gemini, TypeScript',
    blocks: ({ origin, model, key }) => [
      { title: SHELL, code: 'npm install @google/genai\n' },
      {
        title: 'In TypeScript',
        code: `import { GoogleGenAI } from '@google/genai';

const ai = new GoogleGenAI({ apiKey: '${key}', httpOptions: { baseUrl: '${origin}' } });
const answer = await ai.models.generateContent({
  model: '${model}',
  contents: '${QUESTION}',
});
console.log(answer.text);
`,
      },
    ],
  },
];
