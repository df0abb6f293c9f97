import { join } from 'node:path';
import type { ErrorCode } from '../../src/common/errors.js';
import {
  loadFixtures,
  type AnswerFixture,
  type EmbeddingsFixture,
  type FailureFixture,
  type ProviderFixtures,
} from '../../src/port/testing/contract/fixtures.js';
import { asResponse } from './in-native-words.js';
import type { ProviderStage } from './provider-stage.js';
import type { Script } from './scripted-upstream/exchange.js';
import type { RecordedRequest } from './scripted-upstream/recorded-request.js';
import { answerJson } from './scripted-upstream/scripts.js';
import { stream, type StreamOptions } from './scripted-upstream/stream-script.js';

/** A wire that the gateway speaks, by a provider that has it. */
export interface ClientWire {
  readonly provider: string;
  /** A model as clients under `/v1` name it. */
  readonly model: string;
}

export const WIRES: readonly ClientWire[] = [
  { provider: 'openai', model: 'openai/gpt-6-luna' },
  { provider: 'anthropic', model: 'anthropic/claude-haiku-5-5' },
  { provider: 'gemini', model: 'gemini/gemini-3.5-flash-lite' },
];

/** An answer of the provider as its folder holds it. @throws Error where it has none. */
export function fixtureOf(wire: ClientWire, name: string): AnswerFixture {
  return known(
    fixturesOf(wire).answers.find((fixture) => fixture.name === name),
    name,
  );
}

/** Vectors of a batch as the provider's folder holds them. @throws Error where it has none. */
export function embeddingsOf(wire: ClientWire): EmbeddingsFixture {
  return known(fixturesOf(wire).embeddings ?? undefined, 'embeddings');
}

/** A failure as the provider reports it. @throws Error where its folder has none of this code. */
export function failureOf(wire: ClientWire, code: ErrorCode): FailureFixture {
  return known(
    fixturesOf(wire).failures.find((failure) => failure.code === code),
    code,
  );
}

function fixturesOf({ provider }: ClientWire): ProviderFixtures {
  return loadFixtures(join(__dirname, '..', '..', 'src', 'llm-providers', provider, 'fixtures'));
}

function known<Fixture>(found: Fixture | undefined, name: string): Fixture {
  if (!found) throw new Error(`there is no fixture ${name}`);
  return found;
}

/** From now on, what the upstream says: in a stream to those who ask for one. */
export function willSay(
  stage: ProviderStage,
  fixture: Pick<AnswerFixture, 'body' | 'stream' | 'headers'>,
  options: StreamOptions = {},
): void {
  stage.willAct((exchange) => scriptOf(fixture, exchange.request, options)(exchange));
}

/** Likewise, one answer for each request, the last one for all that follow. */
export function willSayInTurn(stage: ProviderStage, ...answers: readonly AnswerFixture[]): void {
  let turn = 0;
  stage.willAct((exchange) => {
    const answer = answers[Math.min(turn++, answers.length - 1)];
    return answer && scriptOf(answer, exchange.request)(exchange);
  });
}

/** What chat completions say is said by the Responses API to those who ask that of the same server. */
function scriptOf(
  fixture: Pick<AnswerFixture, 'body' | 'stream' | 'headers'>,
  request: RecordedRequest,
  options: StreamOptions = {},
): Script {
  const isResponse = request.path.endsWith('/responses') && fixture.body !== null;
  const { headers } = fixture;
  const { body, stream: text } = (isResponse && asResponse(fixture.body)) || fixture;
  return asksForStream(request) ? stream([text ?? ''], options) : answerJson(200, body, { ...headers });
}

function asksForStream({ path, body }: RecordedRequest): boolean {
  return path.includes(':streamGenerateContent') || body?.['stream'] === true;
}
