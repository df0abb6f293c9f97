import type { CompletionUsage } from '../../port/canonical.js';
import { USAGE } from '../../port/testing/fake-llm-provider.js';
import { noteUsage } from './note-usage.js';

const readUsage = ({ usage }: Readonly<Record<string, unknown>>) => (usage ?? null) as CompletionUsage | null;
describe('noteUsage', () => {
  const noted = (body: unknown) => {
    const told: CompletionUsage[] = [];
    const attempt = { signal: new AbortController().signal, requestId: '-', apiKey: null };
    noteUsage(body, readUsage, { ...attempt, noteUsage: (usage) => void told.push(usage) });
    noteUsage(body, readUsage, attempt);
    return told;
  };

  it.each<[string, unknown, CompletionUsage[]]>([
    ['what a body counts', { usage: USAGE }, [USAGE]],
    ['nothing of a body without a count', {}, []],
    ['nothing of a body that is no object', 'usage', []],
    ['nothing of none', null, []],
  ])('tells %s', (_what, body, expected) => {
    expect(noted(body)).toEqual(expected);
  });
});
