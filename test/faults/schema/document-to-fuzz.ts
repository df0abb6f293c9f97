interface Described {
  readonly paths: Readonly<Record<string, unknown>>;
}

/** `(:(knob|knob)=value)*` at the end of a pattern of names. */
const KNOBS = /\(:\([a-z|-]+\)=[^"]*\*\$/g;

/**
 * The document as it is fuzzed: names of the sandbox's models go without knobs. Those ask for failures and for waits of
 * minutes, so that what is valid would rightly fail.
 */
export function documentToFuzz(served: string): Described {
  return JSON.parse(served.replace(KNOBS, '$')) as Described;
}
