import { toCallId } from './to-call-id.js';

/**
 * Ids of the calls of one conversation as the API takes them: of letters, digits, `_` and `-`, and each once in all of it
 * ("`tool_use` ids must be unique", anthropics/claude-code#20508). Other vendors' models call `Bash:12`, or `call_0` in
 * each of their turns, and conversations move from one to the other. Told from the first call on, the same history has
 * the same ids in each turn, so that prompts stay cached.
 */
export class CallIds {
  private readonly used = new Set<string>();
  /** New ids of the calls of the last round, in their order, by the old ones; some clients keep each in a message. */
  private open = new Map<string, string[]>();
  private isAnswered = false;

  /** A message with calls comes next. */
  beginCalls(): void {
    if (this.isAnswered) this.open = new Map();
    this.isAnswered = false;
  }

  ofCall(id: string): string {
    const { open, used } = this;
    const clean = toCallId(id) || 'call';
    let name = clean;
    for (let count = 2; used.has(name); count += 1) name = `${clean}_${count}`;
    used.add(name);
    open.set(id, [...(open.get(id) ?? []), name]);
    return name;
  }

  /** Of several calls with one id, results come in the order of the calls. */
  ofResult(id: string): string {
    this.isAnswered = true;
    const names = this.open.get(id) ?? [];
    const next = names.length > 1 ? names.shift() : names[0];
    return next ?? toCallId(id);
  }
}
