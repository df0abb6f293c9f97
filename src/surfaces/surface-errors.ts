import { renderersByPath } from '../common/http/error-renderer.js';
import { AGENT_ERRORS } from './agents/agent-errors.js';

/**
 * How a request is refused that reached no controller: in the words of the surface that owns its path. A surface with
 * a shape of its own enters its paths here; the agent surface's shape is the one for all others.
 */
export const SURFACE_ERRORS = renderersByPath({}, AGENT_ERRORS);
