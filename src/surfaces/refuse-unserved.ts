import { NotFoundException } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { GatewayError } from '../common/errors.js';
import { ANTHROPIC_PATH, MESSAGES_PATH, VERSION_HEADER } from './anthropic/anthropic-path.js';
import { GEMINI_PATH, isGeminiCall, STABLE_PATH } from './gemini/gemini-path.js';

const BATCHES = new RegExp(`^/${MESSAGES_PATH}/batches(?:/|$)`, 'i');
/** Of Anthropic's API beside messages. Source: `@anthropic-ai/sdk` 1.14, resources, read 2026-11-29. */
const BESIDE_MESSAGES = new RegExp(
  `^/${ANTHROPIC_PATH}/(?:complete|files|skills|agents|sessions|environments|vaults|organizations)(?:/|$)`,
  'i',
);
/** A method of a model, in the manner of Google's APIs. */
const METHOD_OF_MODEL = new RegExp(`^/(?:${GEMINI_PATH}|${STABLE_PATH})/(?:models/)?.+:[a-z]+$`, 'i');

/**
 * Refuses operations of other vendors' APIs that the gateway does not serve, before their bodies are read, as their clients
 * know it: what Anthropic has with `request.not_supported` (501), a method that Gemini's models do not have here as not
 * found, where the router would speak of the method of HTTP.
 */
export function refuseUnserved(): RequestHandler {
  return ({ method, path, headers }, _response, next) => {
    if (BATCHES.test(path) || (VERSION_HEADER in headers && BESIDE_MESSAGES.test(path))) {
      next(new GatewayError('request.not_supported', NOT_SERVED));
      return;
    }
    const isUnknown = method === 'POST' && METHOD_OF_MODEL.test(path) && !isGeminiCall(path);
    next(isUnknown ? new NotFoundException() : undefined);
  };
}

const NOT_SERVED =
  "Tollgate does not serve this operation of Anthropic's API; it has /v1/messages, /v1/messages/count_tokens and /v1/models.";
