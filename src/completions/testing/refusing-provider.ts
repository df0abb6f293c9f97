import type { GatewayError } from '../../common/errors.js';
import type { StreamPart } from '../../port/canonical.js';
import {
  END,
  failingAfter,
  FakeLlmProvider,
  partsOf,
  textPart,
} from '../../port/testing/fake-llm-provider.js';
import type { CompletionCall } from '../completion-call.js';
import { CallStage, callOf, failure } from './call-stage.js';
import { LIMITS } from './completions-with.js';
import { driven } from './driven.js';

export const STREAM_OPTIONS = { stream_options: { include_usage: true } };
/** What the gateway adds to the calls here. */
export const DEFAULTS = { max_tokens: 100, temperature: 0.7 };

/** It wants a parameter in the request of a stream. */
export class StreamingAcme extends FakeLlmProvider {
  readonly streamDefaults = STREAM_OPTIONS;
}

/** The provider refuses the request for these parameters. */
export const blaming = (...blamedParameters: readonly string[]) =>
  failure('provider.rejected', { blamedParameters });
/** It refuses the request, and does not say why. */
export const unexplained = () => failure('provider.rejected', { isUnexplained: true });

/** A provider that may refuse what the gateway adds, and a caller who asks it; new for each test. */
export function refusingProvider() {
  const stage = new CallStage(LIMITS);
  const acme: FakeLlmProvider = new StreamingAcme();
  const called = (request: object = {}, providers = [acme]): CompletionCall => {
    const call = callOf(providers, { model: 'acme-7', ...request });
    return { ...call, targets: call.targets.map((target) => ({ ...target, model: 'acme-7' })) as never };
  };
  const sent = () => acme.requests.map(({ model: _model, messages: _messages, ...parameters }) => parameters);
  const read = async (call = called()) => {
    const opened = await driven(stage.clock, stage.service.openStream(call, stage.context()));
    const parts: StreamPart[] = [];
    for await (const part of opened.parts) parts.push(part);
    return opened;
  };
  const failingStreams = (...errors: GatewayError[]) => {
    acme.parts = () => {
      const error = errors.shift();
      return error ? failingAfter(error) : partsOf(textPart('Hello!'), END);
    };
  };
  return { stage, acme, called, sent, read, failingStreams };
}
