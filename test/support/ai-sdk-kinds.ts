import type { EmbeddingModel, LanguageModel } from 'ai';

/** A package by which `ai` asks the gateway, and the API that it asks. */
export const KINDS = [
  '@ai-sdk/openai',
  '@ai-sdk/openai-compatible',
  'responses of @ai-sdk/openai',
  '@ai-sdk/anthropic',
  '@ai-sdk/google',
] as const;
export type Kind = (typeof KINDS)[number];

interface ModelsOfKind {
  readonly chat: (id: string) => LanguageModel;
  /** `null` = its API has no embeddings. */
  readonly vectors: ((id: string) => EmbeddingModel) | null;
}

/** Models of the gateway at `url`. The packages are loaded when asked for: they are ES modules. */
export async function modelsOf(kind: Kind, url: string): Promise<ModelsOfKind> {
  return MODELS[kind](url);
}

const settings = (baseURL: string) => ({ apiKey: 'none', baseURL });

const MODELS: Readonly<Record<Kind, (url: string) => Promise<ModelsOfKind>>> = {
  '@ai-sdk/openai': async (url) => {
    const openai = (await import('@ai-sdk/openai')).createOpenAI(settings(`${url}/v1`));
    return { chat: (id) => openai.chat(id), vectors: (id) => openai.embeddingModel(id) };
  },
  'responses of @ai-sdk/openai': async (url) => {
    const openai = (await import('@ai-sdk/openai')).createOpenAI(settings(`${url}/v1`));
    return { chat: (id) => openai(id), vectors: null };
  },
  '@ai-sdk/openai-compatible': async (url) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const more = { name: 'tollgate', includeUsage: true, supportsStructuredOutputs: true };
    const own = createOpenAICompatible({ ...settings(`${url}/v1`), ...more });
    return { chat: (id) => own.chatModel(id), vectors: (id) => own.embeddingModel(id) };
  },
  '@ai-sdk/anthropic': async (url) => {
    const anthropic = (await import('@ai-sdk/anthropic')).createAnthropic(settings(`${url}/v1`));
    return { chat: (id) => anthropic(id), vectors: null };
  },
  '@ai-sdk/google': async (url) => {
    const google = (await import('@ai-sdk/google')).createGoogle(settings(`${url}/v1beta`));
    return { chat: (id) => google(id), vectors: (id) => google.embeddingModel(id) };
  },
};
