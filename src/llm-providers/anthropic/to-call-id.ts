const TAKEN = /^[\w-]*$/;
const REFUSED = /[^\w-]/g;

/**
 * The id of a tool's call as the Messages API takes it, in letters, digits, `_` and `-` (its `tool_use.id` has the pattern
 * `^[a-zA-Z0-9_-]+$`). Other models write others, such as Kimi's `functions.now:0`, and a conversation that began with
 * them may go on with Claude (farion1231/cc-switch#1181, cline/cline#8942). Each other character is said by its code, so
 * that different ids stay different.
 */
export function toCallId(id: string): string {
  return TAKEN.test(id) ? id : id.replace(REFUSED, (other) => `_${other.charCodeAt(0).toString(16)}_`);
}
