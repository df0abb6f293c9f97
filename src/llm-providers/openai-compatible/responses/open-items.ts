import { textOrNull, type Fields } from '../../upstream/wire-fields.js';

/**
 * Items that ask their caller to do something, and that no other API has words for; the answer ends with them.
 * Source: openai 7.59.0, resources/responses, `ResponseOutputItem`, read 2026-11-29.
 */
const ASKING: ReadonlySet<unknown> = new Set([
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
  'mcp_approval_request',
]);

/** What an answer asks its caller for that cannot be told as a call. What the provider did by itself is not among it. */
export class OpenItems {
  private readonly open: Fields[] = [];

  saw(item: Fields): void {
    const { type, call_id: id } = item;
    if (ASKING.has(type)) return void this.open.push(item);
    const answered = this.open.findIndex(
      (call) => type === `${String(call['type'])}_output` && call['call_id'] === id,
    );
    if (answered >= 0) this.open.splice(answered, 1);
  }

  /** In words; '' = nothing. */
  get notice(): string {
    const types = new Set(this.open.map(({ type }) => textOrNull(type)));
    return [...types]
      .map((type) => `[The model answered with an item of type ${type}, which this API has no place for.]`)
      .join('\n');
  }
}
