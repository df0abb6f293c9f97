import type { Exchange } from './scripted-upstream/exchange.js';
import { answerJson } from './scripted-upstream/scripts.js';
import { sseFrame, stream } from './scripted-upstream/stream-script.js';

interface Message {
  readonly role: string;
  readonly content: unknown;
}

/** A provider of chat completions that caches prompts, each key's by itself: a message is one token. */
export class PromptCaches {
  readonly keysAsked = new Set<string>();
  private readonly cached = new Map<string, Set<string>>();
  private readonly asked = new Map<string, Set<string>>();
  private readonly limited = new Set<string>();

  /** From now on this key gets 429. */
  limit(key: string): void {
    this.limited.add(key);
  }

  /** Keys that answered, by the first words of the user's. */
  keysByConversation(): Map<string, string[]> {
    const named = [...this.asked].map(([words, keys]) => [words, [...keys].toSorted()] as const);
    return new Map(named.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  answer(exchange: Exchange): void | Promise<void> {
    const { headers, body } = exchange.request;
    const key = String(headers['authorization']).replace('Bearer ', '');
    const { messages, stream: isStream } = body as unknown as { messages: Message[]; stream?: boolean };
    if (this.limited.has(key)) return answerJson(429, { error: { message: 'Slow down.' } })(exchange);
    this.keysAsked.add(key);
    const words = JSON.stringify(messages.find(({ role }) => role === 'user')?.content);
    this.asked.set(words, (this.asked.get(words) ?? new Set()).add(key));
    const cached_tokens = this.cachedOf(key, messages);
    const usage = {
      prompt_tokens: messages.length,
      completion_tokens: 1,
      total_tokens: messages.length + 1,
      prompt_tokens_details: { cached_tokens },
    };
    const head = { id: 'c-1', created: 1, model: 'm-1' };
    if (isStream !== true) {
      const choices = [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }];
      return answerJson(200, { ...head, object: 'chat.completion', choices, usage })(exchange);
    }
    const choices = [{ index: 0, delta: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }];
    const chunk = { ...head, object: 'chat.completion.chunk', choices, usage };
    return stream([sseFrame(chunk), 'data: [DONE]\n\n'])(exchange);
  }

  /** The longest beginning that came with the key before; the whole is known from now on. */
  private cachedOf(key: string, messages: readonly Message[]): number {
    const known = this.cached.get(key) ?? new Set();
    this.cached.set(key, known);
    const beginnings = messages.map((_, at) => JSON.stringify(messages.slice(0, at + 1)));
    const cached = beginnings.filter((beginning) => known.has(beginning)).length;
    for (const beginning of beginnings) known.add(beginning);
    return cached;
  }
}
