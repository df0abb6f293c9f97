import { GatewayError, type ParameterFault } from '../../../common/errors.js';
import { MODEL_NAME, MODEL_NAME_ACCEPTED } from '../../../port/model-name.js';
import { type Check } from '../../checks-of-fields.js';

/** @throws GatewayError `request.invalid` for a value that is there and does not fit; `null` counts as left out. */
export function requireFit(value: unknown, path: string, { accepts, fits }: Check): void {
  if (value === undefined || value === null || fits(value)) return;
  throw refused(path, 'wrong_type', `Invalid value at '${path}': expected ${accepts}.`);
}

/** @throws GatewayError `request.invalid` for a name in the address that cannot be one of a model. */
export function requireModelName(model: string): string {
  if (MODEL_NAME.test(model)) return model;
  throw refused('model', 'wrong_value', `Invalid name of a model: expected ${MODEL_NAME_ACCEPTED}.`);
}

/** The refusal of a request for one of its fields. */
export function refused(path: string, fault: ParameterFault, message: string): GatewayError {
  return new GatewayError('request.invalid', message, { param: path, fault });
}

/** What cannot be asked of this target, and may be of another. */
export function untranslatable(path: string, message: string): GatewayError {
  return new GatewayError('request.invalid', message, {
    param: path,
    fault: 'unsupported',
    mayWorkElsewhere: true,
  });
}
