import { Logger } from '@nestjs/common';
import type { CaptureConfig } from '../../../config/capture-config.js';
import { captureRedactor } from '../../../governance/captures/capture-redactor.js';
import { narrowModeOf } from '../../../governance/captures/capture-rules.js';
import type { Traces } from '../traces.js';
import { ContentSpans } from './content-spans.js';

const logger = new Logger('Traces');

/** How content of spans is masked and bounded: by the rules of captures. */
export interface TracedContent {
  readonly capture: CaptureConfig;
  /** What the gateway itself holds: masked wherever it stands. */
  readonly secrets: readonly string[];
}

/** Puts content in spans, masked and bounded as captures are; none of keys and routes whose capture is off. */
export function openContentSpans(traces: Traces, { capture, secrets }: TracedContent): ContentSpans {
  const spans = new ContentSpans({
    maxBytes: capture.maxBytes,
    redactor: captureRedactor(capture, secrets),
    isLeftAlone: ({ routeId }, { origin }) => narrowModeOf(capture, routeId, origin) === 'off',
    record: (report, content) => traces.callEnded(report, content),
    onFailure: (frames) => logger.error(`What was said is in no span: ${frames.join(' ')}`),
  });
  traces.finishFirst(() => spans.settled());
  return spans;
}
