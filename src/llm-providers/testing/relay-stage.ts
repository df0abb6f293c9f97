import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { relayedProvider } from '../openai-compatible/testing/relayed.js';
import type { ProviderSettings } from '../../port/provider-definition.js';
import type { CallContext } from '../../completions/call-context.js';
import type { CompletionCall, CompletionLimits } from '../../completions/completion-call.js';
import type { AnsweringCall, CallReport, CompletionResult } from '../../completions/completion-outcome.js';
import { CompletionsService } from '../../completions/completions.service.js';
import type { AnswerPart } from '../../completions/opened-stream.js';
import { ProviderHealth } from '../../completions/provider-health.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import type { RelayedResult } from '../../completions/relay/relayed-call.js';
import type { RelayedStream } from '../../completions/relay/relayed-stream.js';
import { LIMITS } from '../../completions/testing/completions-with.js';

const NOW_MS = Date.parse('2026-11-23T12:00:00Z');

/** One provider that can be relayed, a caller who asks it as the quick way does, and what came of that. */
export class RelayStage {
  readonly clock = new ManualClock(NOW_MS);
  readonly reports: CallReport[] = [];
  readonly caller = new AbortController();
  /** What the quick way answered: bytes, then whether that was all. */
  readonly passed: string[] = [];
  isFinished = false;
  /** The reader of a stream takes more. */
  hasRoom = true;
  began: AnsweringCall | null = null;
  result: RelayedResult | null = null;
  /** The first attempt, where the usual way took over. */
  begun: BegunAttempt | null = null;
  rest: RelayedStream | null = null;
  readonly health: ProviderHealth;
  readonly service: CompletionsService;
  readonly provided: ReturnType<typeof relayedProvider>;
  private readonly limits: CompletionLimits;

  constructor(limits: Partial<CompletionLimits> = {}, settings: Partial<ProviderSettings> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.health = new ProviderHealth(this.clock, this.limits);
    this.service = new CompletionsService(this.limits, this.clock, this.health, () => 0.5);
    this.provided = relayedProvider(this.clock, settings);
  }

  readonly call = (): CompletionCall => ({
    targets: [{ provider: this.provided.provider, model: 'acme-1' }],
    routeId: null,
    request: { model: 'acme-1', messages: [{ role: 'user', content: 'Hello' }] },
    parameters: { defaults: {}, additions: {}, isStrict: false },
  });

  readonly context = (): CallContext => ({
    requestId: 'r-1',
    signal: this.caller.signal,
    onEnded: (report) => void this.reports.push(report),
  });

  /** Asks for a whole answer; `null` = the usual way is to be gone. */
  relay() {
    return this.service.relay(this.call(), this.context(), {
      answered: (result) => void (this.result = result),
      goOn: (begun) => void (this.begun = begun ?? null),
    });
  }

  relayStream(wantsUsage = false) {
    return this.service.relayStream(
      this.call(),
      { ...this.context(), wantsUsage, wantsItems: false },
      {
        began: (answering) => void (this.began = answering),
        passed: (bytes) => {
          this.passed.push(bytes.toString());
          return this.hasRoom;
        },
        finished: (pieces) => {
          this.passed.push(Buffer.concat(pieces).toString());
          this.isFinished = true;
        },
        goOn: (begun) => void (this.begun = begun ?? null),
        goOnWithRest: (rest) => void (this.rest = rest),
      },
    );
  }

  /** The exchange of the first attempt. */
  get upstream() {
    return this.provided.begun[0]!;
  }

  /** In the usual way, from the attempt that is under way. */
  complete(): Promise<CompletionResult> {
    return this.service.complete(this.call(), {
      ...this.context(),
      ...(this.begun && { begun: this.begun }),
    });
  }

  async readStream(): Promise<AnswerPart[]> {
    const context = { ...this.context(), ...(this.begun && { begun: this.begun }) };
    return all((await this.service.openStream(this.call(), context)).parts);
  }

  /** The rest of a stream whose beginning has passed. */
  readRest(): Promise<AnswerPart[]> {
    return all(this.rest!.open(this.context()).parts);
  }

  leave(): void {
    this.caller.abort(new GatewayError('client.gone', 'The caller left.'));
  }

  drain(): void {
    this.caller.abort(new GatewayError('gateway.draining', 'The gateway is shutting down.'));
  }

  /** Nothing is held any more, and the call was reported once. */
  get isSettled(): boolean {
    const { id } = this.provided.provider.definition;
    return this.health.callsInFlight(id) === 0 && this.clock.pendingTimers === 0 && this.reports.length === 1;
  }
}

async function all(parts: AsyncIterable<AnswerPart>): Promise<AnswerPart[]> {
  const read: AnswerPart[] = [];
  for await (const part of parts) read.push(part);
  return read;
}

/** The code that a call fails with. To be asked before its time passes. */
export function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => (error as GatewayError).code,
  );
}

/** What was begun meanwhile has gone as far as it can. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
}
