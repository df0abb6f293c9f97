import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { CaptureConfig } from '../../config/capture-config.js';
import type { Store } from '../../storage/store.js';
import { CaptureLooks } from './capture-looks.js';
import { captureRedactor } from './capture-redactor.js';
import { CaptureRetention } from './capture-retention.js';
import { CaptureRules } from './capture-rules.js';
import { Captures } from './captures.js';

/** A store that is away would fill the log. */
const LOSSES_MS = 10_000;

export interface CaptureOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly capture: CaptureConfig;
  /** What the gateway itself holds: masked wherever it stands. */
  readonly secrets: readonly string[];
}

/** What is kept of what is asked and answered. */
export interface OpenCaptures {
  readonly captures: Captures;
  readonly looks: CaptureLooks;
  /** To be called once. */
  readonly end: () => void;
}

/** Keeps what the rules say, shows it, and deletes it in time. */
export function openCaptures(
  store: Store,
  { clock, logger, capture, secrets }: CaptureOptions,
): OpenCaptures {
  const captures = new Captures({
    store,
    clock,
    rules: new CaptureRules(capture, randomUUID()),
    maxBytes: capture.maxBytes,
    redactor: captureRedactor(capture, secrets),
    onLost: lossesTo(logger, clock),
  });
  const onKept = (error: unknown) => logger.warn(`Old captures were not deleted: ${nameOf(error)}`);
  const retention = new CaptureRetention(store, clock, capture.retentionDays, onKept);
  retention.begin();
  return {
    captures,
    looks: new CaptureLooks(store, clock, captures, retention),
    end: () => retention.end(),
  };
}

/** Told of the first one, and of others together. */
function lossesTo(logger: Logger, clock: Clock): (error: unknown) => void {
  let lost = 0;
  let quietUntilMs = -Infinity;
  return (error) => {
    lost += 1;
    if (clock.monotonicMs() < quietUntilMs) return;
    const why = error === null ? 'too many wait for the store' : nameOf(error);
    logger.warn(`What was asked and answered in ${lost} calls was not kept: ${why}`);
    lost = 0;
    quietUntilMs = clock.monotonicMs() + LOSSES_MS;
  };
}

/** Its message may quote what could not be written. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
