import type { ConfigFile } from './config-file.js';
import { nameOf, type ConfigPath } from './config-path.js';

/** One line for each provider that may have more calls in flight than the gateway lets in altogether. */
export function unreachedLimitNotes({ content, where }: ConfigFile, maxCallsInFlight: number): string[] {
  return (content.providers ?? []).flatMap(({ max_calls: maxCalls = 0 }, index) => {
    const path: ConfigPath = ['providers', index, 'max_calls'];
    return maxCalls <= maxCallsInFlight
      ? []
      : [
          `${nameOf(path)} (${where(path)}) is never reached: MAX_CALLS_IN_FLIGHT lets in no more than ${maxCallsInFlight} calls.`,
        ];
  });
}
