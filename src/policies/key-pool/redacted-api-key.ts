import { inspect } from 'node:util';
import type { ApiKey } from '../../port/provider-definition.js';

/**
 * A key that shows its variable however it is printed. The value is a private field behind an accessor, so that
 * `JSON.stringify`, spread and `util.inspect` pass it by; the last needs a word of its own, because its options
 * `showHidden` and `getters` together call accessors.
 */
export class RedactedApiKey implements ApiKey {
  readonly variable: string;
  readonly #value: string;

  constructor({ variable, value }: ApiKey) {
    this.variable = variable;
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  toJSON(): { variable: string } {
    return { variable: this.variable };
  }

  toString(): string {
    return `ApiKey(${this.variable})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
