/** A call that holds no more than this is small. */
const SMALL_BYTES = 64 * 1024;

/**
 * A caller may hold so many times the bytes that it leaves free: alone three quarters of all with large calls, and with
 * small ones all but a sixteenth. Two who ask for as much as they can hold get three sevenths each.
 */
const TIMES_THE_REST = Object.freeze({ large: 3, small: 15 });

/** A key may go on while it has at most so many times the calls in flight that are left free. */
const TIMES_THE_FREE_CALLS = 3;

/**
 * Tells whether one more call may be in flight: those of a key that floods leave places to other keys, a quarter where
 * it is alone. Where there are four places or fewer, nobody's are kept free.
 * @param callerCalls in flight already; `null` = it comes without a key, and callers without keys cannot be told apart.
 */
export function isFairCall(callerCalls: number | null, freeCalls: number): boolean {
  return freeCalls > 0 && (callerCalls ?? 0) <= TIMES_THE_FREE_CALLS * freeCalls;
}

/** What a call would come to hold, beside what is held already. Sizes are in bytes. */
interface Wish {
  /** By this call, in all. */
  readonly wantedBytes: number;
  /** By its caller, this call included. */
  readonly callerBytes: number;
  /** Then left for everybody. */
  readonly freeBytes: number;
}

/**
 * Tells whether a call may hold what it asks for. What a caller may have shrinks with what is left, so that one who sends
 * all that is let in, bombs that unpack to hundreds of megabytes or hundreds of bodies, never takes the last of the room:
 * some is left for small calls, its own among them, and behind those for other callers.
 */
export function isFair({ wantedBytes, callerBytes, freeBytes }: Wish): boolean {
  const times = wantedBytes <= SMALL_BYTES ? TIMES_THE_REST.small : TIMES_THE_REST.large;
  return callerBytes <= times * freeBytes;
}
