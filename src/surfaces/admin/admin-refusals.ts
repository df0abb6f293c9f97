import { GatewayError } from '../../common/errors.js';

/** 404: there is none of that name. */
export function notThere(kind: string, name: string): GatewayError {
  // everything has no name, and is there as soon as something is said of it
  const what = name === '' ? `Nothing is said of ${kind}` : `There is no ${kind} ${JSON.stringify(name)}`;
  return new GatewayError('request.not_found', `${what}.`);
}

/** 400: what the operator's file declares is changed there. */
export function isFromFile(kind: string, name: string): GatewayError {
  const message = `The ${kind} ${JSON.stringify(name)} is declared in the gateway's file: change it there.`;
  return new GatewayError('request.invalid', message);
}
