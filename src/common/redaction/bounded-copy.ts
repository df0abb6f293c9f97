import type { Redactor } from './redactor.js';

/** Behind what is kept, so many characters are searched as well: what is cut in two is masked all the same. */
export const SEARCHED_BEYOND = 4_096;
/** Deeper values are left out. */
const MAX_DEPTH = 64;
/** An integer of so many digits may be the number of something. */
const TELLING_NUMBER = /^-?\d{6,}$/;

/** A value as JSON has it, with its texts redacted, and no longer than it may be. */
export interface BoundedValue {
  readonly value: unknown;
  /** Something of it was left out, since it was too long. */
  readonly isCut: boolean;
}

/**
 * Copies a value, texts and names redacted, until its JSON has `maxBytes`; of what comes behind that nothing is read.
 * Other work has its turn meanwhile.
 */
export async function boundedCopy(
  value: unknown,
  maxBytes: number,
  redactor: Redactor,
): Promise<BoundedValue> {
  const copying = new BoundedCopy(maxBytes, redactor);
  const copy = await copying.of(value, 0);
  return { value: copy === NOTHING ? null : copy, isCut: copying.isCut };
}

/** There is no room for it. */
const NOTHING = Symbol('nothing');

class BoundedCopy {
  isCut = false;

  constructor(
    private left: number,
    private readonly redactor: Redactor,
  ) {}

  async of(value: unknown, depth: number): Promise<unknown> {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_DEPTH || !this.take(2)) return this.nothing();
      return Array.isArray(value) ? this.list(value, depth) : this.members(value, depth);
    }
    const json = JSON.stringify(value) ?? 'null';
    if (TELLING_NUMBER.test(json)) {
      const masked = this.redactor.atOnce(json);
      if (masked !== json) return this.text(masked);
    }
    return this.take(json.length) ? (JSON.parse(json) as unknown) : this.nothing();
  }

  private async list(items: readonly unknown[], depth: number): Promise<unknown[]> {
    const kept: unknown[] = [];
    for (const item of items) {
      const copy = this.take(1) ? await this.of(item, depth + 1) : this.nothing();
      if (copy === NOTHING) break;
      kept.push(copy);
    }
    return kept;
  }

  private async members(value: object, depth: number): Promise<object> {
    const kept: [string, unknown][] = [];
    for (const name of Object.keys(value)) {
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined) continue;
      if (!this.take(2)) break;
      const masked = await this.text(name);
      if (typeof masked !== 'string' || this.isCut) break;
      const copy = await this.of(member, depth + 1);
      if (copy === NOTHING) break;
      kept.push([masked, copy]);
    }
    // Not by assignment: a name may be __proto__.
    return Object.fromEntries(kept);
  }

  private async text(text: string): Promise<unknown> {
    if (!this.take(2)) return NOTHING;
    const { left } = this;
    const searched = text.slice(0, left + SEARCHED_BEYOND);
    const masked = await this.redactor.inTurns(searched, left);
    const kept = beginningOf(masked, left);
    this.left -= kept.bytes;
    this.isCut ||= text.length > left || kept.text.length < masked.length;
    return kept.text;
  }

  private take(bytes: number): boolean {
    if (bytes > this.left) this.isCut = true;
    else this.left -= bytes;
    return !this.isCut;
  }

  private nothing(): typeof NOTHING {
    this.isCut = true;
    return NOTHING;
  }
}

/** As much of a text as has so many bytes in JSON. */
function beginningOf(text: string, maxBytes: number): { readonly text: string; readonly bytes: number } {
  let bytes = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.codePointAt(at)!;
    const size = bytesOf(code);
    if (bytes + size > maxBytes) break;
    bytes += size;
    at += code > 0xffff ? 2 : 1;
  }
  return { text: text.slice(0, at), bytes };
}

/** Of a character, escaped where JSON escapes it. */
function bytesOf(code: number): number {
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff)) return 6;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code > 0xffff ? 4 : 3;
}
