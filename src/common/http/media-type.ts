import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import { GatewayError } from '../errors.js';

/**
 * Lets a request pass whose content type is `application/json` or `application/*+json`, in UTF-8.
 * Throws `request.unsupported_media_type` for every other type or charset, and when there is none.
 */
export function requireJsonMediaType(request: IncomingMessage): void {
  if (isJsonInUtf8(request.headers['content-type'] ?? '')) return;
  throw new GatewayError(
    'request.unsupported_media_type',
    'The request body must be sent with the header "content-type: application/json", in UTF-8.',
  );
}

function isJsonInUtf8(contentType: string): boolean {
  const mediaType = toMediaType(contentType);
  if (mediaType === null) return false;
  const { type, subtype, params } = mediaType;
  const charset = params.get('charset')?.toLowerCase() ?? 'utf-8';
  const isJson = type === 'application' && (subtype === 'json' || subtype.endsWith('+json'));
  return isJson && (charset === 'utf-8' || charset === 'utf8');
}

function toMediaType(text: string): MIMEType | null {
  try {
    return new MIMEType(text);
  } catch {
    return null; // empty, or not a media type at all
  }
}
