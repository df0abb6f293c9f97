import { sees, type Check } from '../faults/support/fault-case.js';
import { COUNTS } from './upstream/wire-words.js';

/** Options by which Claude Code prints every event that it reads. */
export const AS_EVENTS = '--output-format stream-json --include-partial-messages --verbose';

interface Usage {
  readonly input_tokens?: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

interface Printed {
  readonly type: string;
  readonly event?: {
    readonly type: string;
    readonly message?: { readonly usage: Usage };
    readonly usage?: Usage;
  };
}

/** From the first event on there are tokens of the prompt; at the end they are what the provider counted. */
export function meterChecks(output: string): Check[] {
  const events = output
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Printed] : []));
  const usages = events.flatMap(({ event }) =>
    event?.type === 'message_start' || event?.type === 'message_delta'
      ? [event.message?.usage ?? event.usage ?? {}]
      : [],
  );
  const starts = usages.filter((_usage, at) => at % 2 === 0).map(promptOf);
  const ends = usages.filter((_usage, at) => at % 2 === 1).map(promptOf);
  // a provider of Anthropic's API counts at the start, and need not again
  const counts = starts.map((start, at) => ends[at] || start);
  return [
    sees('answers with a start', 2, starts.filter((count) => count > 0).length),
    sees('tokens of the prompt', `${COUNTS.prompt}, ${COUNTS.prompt}`, counts.join(', ')),
  ];
}

function promptOf(usage: Usage): number {
  const {
    input_tokens: input = 0,
    cache_read_input_tokens: read = 0,
    cache_creation_input_tokens: written = 0,
  } = usage;
  return input + read + written;
}
