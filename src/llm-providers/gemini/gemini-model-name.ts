import { GatewayError } from '../../common/errors.js';
import { MODEL_NAME } from '../../port/model-name.js';

/** `models/x` is how the list of models spells `x`. */
export function bareModelName(model: string): string {
  return model.replace(/^models\//, '');
}

/** A collection without the name of anything in it, such as `models/` or `publishers/google/models/`, names no model. */
export function isModelName(bare: string): boolean {
  return MODEL_NAME.test(bare) && !bare.endsWith('/');
}

/** @throws GatewayError `request.invalid` where nothing is left of a name. */
export function requireModelName(model: string): void {
  if (isModelName(bareModelName(model))) return;
  const message = `Invalid request: model must name a model of Gemini; ${JSON.stringify(model)} has no name behind its last slash.`;
  throw new GatewayError('request.invalid', message, { param: 'model' });
}
