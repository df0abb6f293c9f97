import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

type Piece = Fields & { readonly index: number };

/** A piece of a call that says which tool it is of. */
export function hasName(piece: Fields): boolean {
  return toolNameIn(piece) !== null;
}

/** `null` = the piece does not say it. */
export function toolNameIn({ function: called, custom }: Fields): string | null {
  const names = [called, custom].map((tool) => (isObject(tool) ? tool['name'] : null));
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? null;
}

/**
 * The calls of a whole answer that say which tool they are of; the same list where all do. One of nothing is left out.
 * @throws GatewayError `provider.invalid_response` for a call with arguments, and without a name.
 */
export function namedCalls(calls: readonly Fields[], call: UpstreamCall): readonly Fields[] {
  const named = calls.filter((one) => hasName(one));
  if (named.length === calls.length) return calls;
  if (calls.some((one) => !hasName(one) && argumentsIn(one) !== '')) throw callWithoutName(call);
  return named;
}

/** Nobody could tell of what it is. */
export function callWithoutName(call: UpstreamCall): Error {
  return invalidResponse('it calls a tool without a name', call);
}

/** Keeps pieces of calls until their tool has a name, which some servers tell in a later piece. */
export class UnnamedCalls {
  private readonly named = new Set<number>();
  private readonly waiting = new Map<number, Piece>();

  /** Some servers begin every answer with a call of nothing. */
  get hasArguments(): boolean {
    return [...this.waiting.values()].some((piece) => argumentsIn(piece) !== '');
  }

  /** The piece, with what was kept of its call; `null` = it waits. */
  take(piece: Piece): Piece | null {
    const { index } = piece;
    if (this.named.has(index)) return piece;
    const earlier = this.waiting.get(index);
    const whole = earlier ? joined(earlier, piece) : piece;
    if (!hasName(piece)) {
      this.waiting.set(index, whole);
      return null;
    }
    this.named.add(index);
    this.waiting.delete(index);
    return whole;
  }
}

function joined(earlier: Piece, piece: Piece): Piece {
  const { id = null, function: called } = piece;
  const args = argumentsIn(earlier) + argumentsIn(piece);
  return {
    ...earlier,
    ...piece,
    id: id === null || id === '' ? earlier['id'] : id,
    ...((isObject(called) || isObject(earlier['function'])) && {
      function: { ...(isObject(called) && called), arguments: args },
    }),
  };
}

/** Of a function; '' = the piece has none. */
export function argumentsIn({ function: called }: Fields): string {
  const args = isObject(called) ? called['arguments'] : '';
  return typeof args === 'string' ? args : '';
}
