import type { CaptureConfig, CaptureMode } from '../../config/capture-config.js';
import type { CallContext } from '../../completions/call-context.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { ModelRequest } from '../../port/canonical.js';
import { KeyCaller } from '../identity/key-caller.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const ALL = 2 ** 32;

/** Of which calls is kept what was asked and answered: the key goes before the route, and that before the file. */
export class CaptureRules {
  constructor(
    private readonly config: CaptureConfig,
    /** Of this process, so that no caller can choose a request id that is sampled. */
    private readonly seed: string,
  ) {}

  /** `off` as well for a call that was not drawn; of the same request the same. */
  modeOf(
    { routeId }: Pick<CompletionCall<ModelRequest>, 'routeId'>,
    { origin, requestId }: Pick<CallContext, 'origin' | 'requestId'>,
  ): CaptureMode {
    const { config } = this;
    const mode = narrowModeOf(config, routeId, origin) ?? config.mode;
    return mode === 'sampled' && !this.isDrawn(requestId) ? 'off' : mode;
  }

  private isDrawn(requestId: string): boolean {
    return hashOf(this.seed + requestId) / ALL < this.config.share;
  }
}

/** What the key of a call says, or else its route; `null` = neither says anything. */
export function narrowModeOf(
  { routes }: Pick<CaptureConfig, 'routes'>,
  routeId: string | null,
  origin: CallContext['origin'],
): CaptureMode | null {
  const caller = origin?.caller;
  const ofKey = caller instanceof KeyCaller ? caller.key.capture : null;
  return ofKey ?? (routeId === null ? null : (routes.get(routeId) ?? null));
}

/** FNV-1a with a last stir: ids that differ little are drawn as if they differed much. */
function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
