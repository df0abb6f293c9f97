import type { ServerResponse } from 'node:http';

/**
 * Told how many bytes of memory a provider's answer to this request holds, each time that more of it has come.
 * @throws GatewayError `gateway.overloaded` where there is no room for it.
 */
export type AnswerMeter = (bytes: number) => void;

const meters = new WeakMap<ServerResponse, AnswerMeter>();

/** Set where a request is let in; a host application without a bound on its memory has none. */
export function setAnswerMeter(response: ServerResponse, meter: AnswerMeter): void {
  meters.set(response, meter);
}

/** What was set for the request that this response answers; `undefined` = what it holds is not counted. */
export function answerMeterOf(response: ServerResponse): AnswerMeter | undefined {
  return meters.get(response);
}
