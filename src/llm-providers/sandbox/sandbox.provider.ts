import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import type {
  Completion,
  CompletionRequest,
  Embeddings,
  EmbeddingRequest,
  StreamPart,
} from '../../port/canonical.js';
import type { Attempt, ListedModel, LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../../port/provider-definition.js';
import { waitUnlessAborted } from '../../common/interruptible-wait.js';
import { sandboxError } from './sandbox-errors.js';
import { simulatedFailure } from './sandbox-failures.js';
import type { SandboxSettings } from './sandbox-knobs.js';
import { listSandboxModels } from './sandbox-models.js';
import { readEmbeddingModelName, readModelName } from './sandbox-model-name.js';
import { simulateEmbeddings } from './simulated-embeddings.js';
import { simulate, type Simulation } from './simulation.js';
import { toClosing, toCompletion, toFinished, toOpening, toPiece } from './simulation-rendering.js';
import { piecesOf } from './text-pieces.js';

const PIECES_PER_TURN = 256;

interface PacedAnswer {
  readonly simulation: Simulation;
  /** The text, piece by piece, in its own time; throws where it breaks off. */
  readonly pieces: AsyncIterable<string>;
}

/**
 * A deterministic simulator in this process: no key, no network, no model. The same request has the same text,
 * usage and finish reason, streamed or not. Throws `GatewayError`s as the adapters of real providers do.
 */
export class SandboxProvider implements LlmProvider {
  constructor(
    readonly definition: ProviderDefinition,
    readonly settings: ProviderSettings,
    private readonly clock: Clock,
  ) {}

  /** As it is asked: nothing goes over a wire, but for a name that it would refuse. */
  wireRequest(request: CompletionRequest): object {
    readModelName(request.model);
    return request;
  }

  wireEmbed(request: EmbeddingRequest): object {
    readEmbeddingModelName(request.model);
    return request;
  }

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const { simulation, pieces } = await this.perform(request, attempt.signal);
    let text = '';
    for await (const piece of pieces) text += piece;
    return toCompletion(simulation, text);
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncGenerator<StreamPart, void, undefined> {
    const { simulation, pieces } = await this.perform(request, attempt.signal);
    yield toOpening(simulation);
    for await (const piece of pieces) yield toPiece(simulation, piece);
    yield toClosing(simulation);
    yield toFinished(simulation);
  }

  async embed(request: EmbeddingRequest, { signal }: Attempt): Promise<Embeddings> {
    await this.begin(readEmbeddingModelName(request.model), signal);
    return simulateEmbeddings(request, signal);
  }

  listModels(): Promise<readonly ListedModel[]> {
    return Promise.resolve(listSandboxModels());
  }

  private async perform(request: CompletionRequest, signal: AbortSignal): Promise<PacedAnswer> {
    const scenario = readModelName(request.model);
    await this.begin(scenario.settings, signal);
    const simulation = await simulate(request, scenario, { nowMs: this.clock.nowMs(), signal });
    return { simulation, pieces: this.paced(simulation, scenario.settings, signal) };
  }

  /** Waits as long as it was told to, and fails where it was told to. */
  private async begin(
    { latencyMs, failure, retryAfterMs }: SandboxSettings,
    signal: AbortSignal,
  ): Promise<void> {
    await waitUnlessAborted(this.clock, latencyMs, signal);
    if (failure) throw simulatedFailure(failure, retryAfterMs);
  }

  private async *paced(simulation: Simulation, settings: SandboxSettings, signal: AbortSignal) {
    const { chunkMs, cutAfterPieces } = settings;
    let sent = 0;
    for (const piece of piecesOf(simulation.text)) {
      if (sent === cutAfterPieces) break;
      if (sent > 0) await waitUnlessAborted(this.clock, chunkMs, signal);
      if (sent % PIECES_PER_TURN === PIECES_PER_TURN - 1) await nextTurn();
      signal.throwIfAborted();
      yield piece;
      sent++;
    }
    signal.throwIfAborted();
    if (cutAfterPieces !== null) throw brokeOff(cutAfterPieces);
  }
}

/** Makes the simulator from the catalogue's entry; it has no client, for nothing goes over a wire. */
export function createSandboxProvider(
  { definition, settings }: ConfiguredProvider,
  _client: null,
  clock: Clock,
): LlmProvider {
  return new SandboxProvider(definition, settings, clock);
}

function brokeOff(cutAfterPieces: number) {
  const explanation = `the stream broke off before the answer was finished; "cut=${cutAfterPieces}" in the model's name asked for it.`;
  return sandboxError('provider.invalid_response', explanation);
}
