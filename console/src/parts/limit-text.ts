import { perText } from './per-text';

interface ShownLimit {
  readonly requests?: number;
  readonly tokens?: number;
  readonly concurrent?: number;
  readonly per?: string;
  readonly model?: string;
}

/** A limit in words: `60 requests a minute of openai/*`. */
export function limitText({ requests, tokens, concurrent, per, model }: ShownLimit): string {
  return [whatOf(requests, tokens, concurrent), per && perText(per), model && `of ${model}`]
    .filter(Boolean)
    .join(' ');
}

function whatOf(requests?: number, tokens?: number, concurrent?: number): string {
  if (requests !== undefined) return `${requests} requests`;
  return tokens === undefined ? `${concurrent} at once` : `${tokens} tokens`;
}
