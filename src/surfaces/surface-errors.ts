import { renderersByPath, type ErrorRenderers } from '../common/http/error-renderer.js';
import { ADMIN_ERRORS } from './admin/admin-errors.js';
import { ADMIN_PATH } from './admin/admin-path.js';
import { AGENT_ERRORS } from './agents/agent-errors.js';
import { ANTHROPIC_ERRORS } from './anthropic/anthropic-errors.js';
import { MESSAGES_PATH, VERSION_HEADER } from './anthropic/anthropic-path.js';
import { SESSION_PATH } from './console/session-path.js';
import { GEMINI_ERRORS } from './gemini/gemini-errors.js';
import { GEMINI_PATH, isFromGoogleClient, isGeminiCall } from './gemini/gemini-path.js';
import { meantAddress, tellingOf } from './misplaced-calls.js';
import { OPENAI_ERRORS } from './openai/openai-errors.js';
import { OPENAI_PATH } from './openai/openai-path.js';

const byPath = renderersByPath(
  {
    [`/${ADMIN_PATH}`]: ADMIN_ERRORS,
    [`/${SESSION_PATH}`]: ADMIN_ERRORS,
    [`/${MESSAGES_PATH}`]: ANTHROPIC_ERRORS,
    [`/${GEMINI_PATH}`]: GEMINI_ERRORS,
    [`/${OPENAI_PATH}`]: OPENAI_ERRORS,
  },
  AGENT_ERRORS,
);

/** What of OpenAI's prefix no other API has: whatever headers a client sends, it reads OpenAI's shape there. */
const OPENAI_ALONE = new RegExp(
  `^/${OPENAI_PATH}/(?:chat|completions|responses|embeddings|keys?|usage|calls)(?:/|$)`,
  'i',
);

/**
 * How a request is refused that reached no controller: in the words of the surface that owns its path. A surface with
 * a shape of its own enters its paths here; the agent surface's shape is the one for all others. Where two share a
 * path, a header says whose client is asking. A client with a wrong base URL reads its own shape as well.
 */
export const SURFACE_ERRORS: ErrorRenderers = (path, headers) => {
  const address = meantAddress(path);
  return address === null ? ownerOf(path, headers) : tellingOf(address, ownerOf(address, headers));
};

const ownerOf: ErrorRenderers = (path, headers) => {
  if (isGeminiCall(path)) return GEMINI_ERRORS;
  const renderer = byPath(path);
  if (renderer !== OPENAI_ERRORS) return renderer;
  if (OPENAI_ALONE.test(path)) return OPENAI_ERRORS;
  if (isFromGoogleClient(headers)) return GEMINI_ERRORS;
  return VERSION_HEADER in headers ? ANTHROPIC_ERRORS : renderer;
};
