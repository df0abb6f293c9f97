import type { SurfaceDocument } from '../openapi/surface-document.js';
import { ADMIN_DOCUMENT } from './admin/admin-document.js';
import { AGENT_DOCUMENT } from './agents/openapi/agent-document.js';
import { ANTHROPIC_DOCUMENT } from './anthropic/anthropic-document.js';
import { CALL_HEADERS_DOCUMENT } from './call-headers-document.js';
import { CONSOLE_DOCUMENT } from './console/console-document.js';
import { GEMINI_DOCUMENT } from './gemini/gemini-document.js';
import { OPENAI_DOCUMENT } from './openai/openai-document.js';
import { REPORTS_DOCUMENT } from './reports/reports-document.js';

/** What the surfaces say of themselves in the OpenAPI document, in the order of their headings. */
export const SURFACE_DOCUMENTS: readonly SurfaceDocument[] = Object.freeze([
  AGENT_DOCUMENT,
  OPENAI_DOCUMENT,
  ANTHROPIC_DOCUMENT,
  GEMINI_DOCUMENT,
  REPORTS_DOCUMENT,
  ADMIN_DOCUMENT,
  CONSOLE_DOCUMENT,
  CALL_HEADERS_DOCUMENT, // which adds to what the others say
]);
