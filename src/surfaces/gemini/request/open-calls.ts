import { refused } from './request-checks.js';
import type { Fields } from '../../../common/fields.js';

interface OpenCall {
  readonly id: string;
  readonly name: unknown;
}

/**
 * Calls of functions that wait for their result. Gemini's clients may leave out ids: then they are made of the place of
 * the call, and a result belongs to the first call of its function that has none yet.
 */
export class OpenCalls {
  private readonly open: OpenCall[] = [];
  private count = 0;

  /** The id of a call. */
  add({ id, name }: Fields): string {
    this.count += 1;
    const known = typeof id === 'string' && id !== '' ? id : `call_${this.count}`;
    this.open.push({ id: known, name });
    return known;
  }

  /**
   * The id of the call that a result belongs to.
   * @throws GatewayError `request.invalid` where there is none.
   */
  answeredBy({ id, name }: Fields, path: string): string {
    const byId = this.open.findIndex((call) => call.id === id);
    const at = byId === -1 ? this.open.findIndex((call) => call.name === name) : byId;
    const [call] = at === -1 ? [] : this.open.splice(at, 1);
    if (call) return call.id;
    throw refused(path, 'wrong_value', `'${path}' answers no functionCall before it.`);
  }
}
