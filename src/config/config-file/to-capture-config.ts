import { NO_CAPTURE_CONFIG, type CaptureConfig, type CaptureMode } from '../capture-config.js';
import type { FileContent } from './file-content.js';

/** What the file says of capture. */
export function toCaptureConfig({ capture, routes }: FileContent): CaptureConfig {
  const { mode, share, max_bytes: maxBytes, retention_days: retentionDays, redact } = capture ?? {};
  const said = { mode, share, maxBytes, retentionDays, redact };
  const known = Object.entries(said).filter(([, value]) => value !== undefined);
  const ofRoutes = (routes ?? []).flatMap((route): [string, CaptureMode][] =>
    route.capture === undefined ? [] : [[route.id, route.capture]],
  );
  return { ...NO_CAPTURE_CONFIG, ...Object.fromEntries(known), routes: new Map(ofRoutes) };
}
