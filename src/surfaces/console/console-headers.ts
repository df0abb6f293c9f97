/**
 * The page runs what the gateway serves and nothing else: no script or style inside of the page, no other host, no frame
 * around it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Of every answer that the console's page is made of. */
export const CONSOLE_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
});

/** The page names its files, and their names hold a hash: it is asked for anew each time, and they are kept for good. */
export const PAGE_CACHING = 'no-cache';
export const FILE_CACHING = 'public, max-age=31536000, immutable';
