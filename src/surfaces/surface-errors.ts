import { renderersByPath } from '../common/http/error-renderer.js';
import { AGENT_ERRORS } from './agents/agent-errors.js';
import { ANTHROPIC_ERRORS } from './anthropic/anthropic-errors.js';
import { MESSAGES_PATH } from './anthropic/anthropic-path.js';
import { OPENAI_ERRORS } from './openai/openai-errors.js';
import { OPENAI_PATH } from './openai/openai-path.js';

/**
 * How a request is refused that reached no controller: in the words of the surface that owns its path. A surface with
 * a shape of its own enters its paths here; the agent surface's shape is the one for all others.
 */
export const SURFACE_ERRORS = renderersByPath(
  { [`/${MESSAGES_PATH}`]: ANTHROPIC_ERRORS, [`/${OPENAI_PATH}`]: OPENAI_ERRORS },
  AGENT_ERRORS,
);
