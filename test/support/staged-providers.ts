import { join } from 'node:path';
import type { ErrorCode } from '../../src/common/errors.js';
import { PROVIDER_CATALOG } from '../../src/llm-providers/catalog.js';
import type { CompletionRequest } from '../../src/port/canonical.js';
import type { ProviderDefinition } from '../../src/port/provider-definition.js';
import {
  isAbsent,
  loadFixtures,
  type AnswerFixture,
  type FailureFixture,
  type StreamErrorFixture,
} from '../../src/port/testing/contract/fixtures.js';
import { framesOf, progressAt } from '../../src/port/testing/contract/wire-events.js';
import type { StreamEnding } from './scripted-upstream/stream-script.js';

/** The design's statuses of what providers report. */
export const STATUS_OF: Readonly<Partial<Record<ErrorCode, number>>> = Object.freeze({
  'provider.rejected': 400,
  'model.not_found': 400,
  'provider.conflict': 409,
  'provider.auth_failed': 502,
  'provider.quota_exhausted': 502,
  'provider.rate_limited': 429,
  'provider.unavailable': 502,
  'provider.unreachable': 502,
  'provider.invalid_response': 502,
  'provider.timed_out': 504,
});

type Fixture = { readonly request?: Partial<CompletionRequest> };

/** A provider and its fixtures. */
export interface StagedProvider {
  readonly id: string;
  readonly apiKeyVariable: string | null;
  /** How every message about its failures begins. */
  readonly failurePrefix: RegExp;
  readonly plain: AnswerFixture;
  readonly failures: readonly FailureFixture[];
  /** `null` = it reports none in a stream, for the reason beside it. */
  readonly streamError: StreamErrorFixture | null;
  readonly absentStreamError: string | null;
  /** The body by which the agent is asked for a fixture; a model of its own keeps calls from tripping a breaker. */
  promptFor(fixture: Fixture, model?: string): Readonly<Record<string, unknown>>;
}

const PROVIDERS = join(__dirname, '..', '..', 'src', 'llm-providers');
const LOCAL = { id: 'local', displayName: 'local', apiKeyVariable: null, isSimulated: false };

/** Those of the catalogue, and one that an operator configured. */
export const STAGED_PROVIDERS: readonly StagedProvider[] = [
  ...PROVIDER_CATALOG.map(({ definition }) => staged(definition, definition.id)),
  staged(LOCAL, 'openai-compatible'),
];

/** @throws Error for an unknown id. */
export function stagedProvider(id: string): StagedProvider {
  const provider = STAGED_PROVIDERS.find((one) => one.id === id);
  if (!provider) throw new Error(`there is no provider ${id}`);
  return provider;
}

function staged(
  definition: Pick<ProviderDefinition, 'id' | 'displayName' | 'apiKeyVariable'>,
  folder: string,
): StagedProvider {
  const { answers, failures, streamError } = loadFixtures(join(PROVIDERS, folder, 'fixtures'));
  const plain = answers.find(({ name }) => name === 'plain');
  if (!plain) throw new Error(`${definition.id} has no plain answer`);
  const { id, displayName, apiKeyVariable } = definition;
  return {
    id,
    apiKeyVariable,
    failurePrefix: new RegExp(`^${displayName.replace(/[()]/g, String.raw`\$&`)} API error: `),
    plain,
    failures,
    streamError: isAbsent(streamError) ? null : streamError,
    absentStreamError: isAbsent(streamError) ? streamError.absent : null,
    promptFor: ({ request }, ownModel) => {
      const model = request?.model ?? ownModel;
      return {
        prompt: request?.messages?.[0]?.content ?? 'hello there',
        ...(model !== undefined && { model }),
      };
    },
  };
}

export interface Cut {
  /** Bytes that still come. */
  readonly at: number;
  readonly ending: StreamEnding;
}

export interface Destruction extends Cut {
  /** Reason and counts have come before it: docs/adr/0011-the-end-of-a-stream.md. */
  readonly isHarmless: boolean;
}

/** Destroyed connections, at every so many bytes and between events. */
export function destructionsOf(
  { stream: text }: Pick<AnswerFixture, 'stream'>,
  everyBytes = 7,
): Destruction[] {
  if (text === null) return [];
  const size = Buffer.byteLength(text);
  const progress = progressAt(text, '\n');
  const steps = Array.from({ length: Math.ceil(size / everyBytes) }, (_, step) => step * everyBytes);
  let start = 0;
  const boundaries = framesOf(text).map((frame) => (start += Buffer.byteLength(frame)));
  const wholeAt = boundaries.find((at) => progress[at]?.every((stage) => stage === 'finished')) ?? Infinity;
  const places = new Set([...steps, ...boundaries]);
  return [...places].map((at) => ({ at, ending: 'cut', isHarmless: at >= wholeAt }));
}

/** Where no reader may take the fixture for finished: between its events and inside each, in two ways. */
export function cutsOf({ stream: text }: Pick<AnswerFixture, 'stream'>): Cut[] {
  if (text === null) return [];
  const progress = progressAt(text, '\n');
  let start = 0;
  const places = framesOf(text).flatMap((frame) => {
    const bytes = Buffer.byteLength(frame);
    start += bytes;
    return [start - bytes, start - Math.ceil(bytes / 2)];
  });
  const early = places.filter((at) => progress[at]?.every((stage) => stage === 'unfinished'));
  return early.flatMap((at): Cut[] => [
    { at, ending: 'end' },
    { at, ending: 'cut' },
  ]);
}
