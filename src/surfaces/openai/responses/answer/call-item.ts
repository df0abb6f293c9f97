import { GatewayError } from '../../../../common/errors.js';
import type { Fields } from '../../../../common/fields.js';
import { objectToWrite } from '../../../../port/call-arguments.js';
import { customInput } from '../../../../port/custom-tool.js';
import { ObjectEnd } from '../../../object-end.js';
import type { OfferedTool } from '../request/offered-tools.js';
import {
  added,
  done,
  ofItem,
  type ItemPlace,
  type ItemStatus,
  type OutputItem,
  type ResponseEvent,
} from './output-item.js';

const BEHIND_ITS_END = 'The provider sent a piece of a tool call behind the end of its arguments.';

/** A call of a tool, as it is told to its caller. */
export interface CalledTool extends Pick<OfferedTool, 'kind' | 'name' | 'namespace'> {
  readonly callId: string;
  /** What comes is the text of a custom tool, as it is; else it is JSON. */
  readonly isText?: boolean;
}

/**
 * A call of a tool. That of a custom tool is told at its end: its text is the value of an argument; so is a search for
 * tools, whose arguments are an object.
 */
export class CallItem implements OutputItem {
  private args = '';
  private readonly argsEnd = new ObjectEnd();
  private status: ItemStatus = 'in_progress';

  constructor(
    private readonly place: ItemPlace,
    private readonly called: CalledTool,
  ) {}

  get callId(): string {
    return this.called.callId;
  }

  get isWhole(): boolean {
    return this.argsEnd.isReached;
  }

  *begin(): Generator<ResponseEvent, void> {
    yield added(this.place, this.toItem());
  }

  /** @throws GatewayError `provider.invalid_response` for a piece behind the end, which is told. */
  *add(piece: string): Generator<ResponseEvent, void> {
    if (piece === '') return;
    if (this.status !== 'in_progress') {
      if (piece.trim() === '') return;
      throw new GatewayError('provider.invalid_response', BEHIND_ITS_END);
    }
    this.args += piece;
    if (!this.called.isText) this.argsEnd.feed(piece);
    if (this.called.kind === 'function') yield this.ofCall('delta', { delta: piece });
  }

  *end(status: Exclude<ItemStatus, 'in_progress'>): Generator<ResponseEvent, void> {
    if (this.status !== 'in_progress') return;
    // Clients read it as JSON; a call that was cut off is left as it is.
    if (!this.called.isText && this.args.trim() === '' && status === 'completed') yield* this.add('{}');
    this.status = status;
    if (this.isCustom) yield this.ofCall('delta', { delta: this.input });
    if (this.called.kind !== 'search')
      yield this.ofCall('done', this.isCustom ? { input: this.input } : { arguments: this.args });
    yield done(this.place, this.toItem());
  }

  toItem(): Fields {
    const { callId: call_id, kind, name, namespace } = this.called;
    const { id } = this.place;
    const { status } = this;
    if (kind === 'search')
      return { id, type: 'tool_search_call', status, call_id, execution: 'client', arguments: this.wish };
    const group = namespace !== null && { namespace };
    return this.isCustom
      ? { id, type: 'custom_tool_call', status, call_id, name, ...group, input: this.input }
      : { id, type: 'function_call', status, call_id, name, ...group, arguments: this.args };
  }

  private get isCustom(): boolean {
    return this.called.kind === 'custom';
  }

  /** What a search is for; arguments that are no object are shown as they are. */
  private get wish(): unknown {
    return this.status === 'in_progress' ? {} : (objectToWrite(this.args) ?? this.args);
  }

  /** The text of a custom call; arguments that have none are shown as they are. */
  private get input(): string {
    if (this.status === 'in_progress') return '';
    return this.called.isText ? this.args : customInput(this.args);
  }

  private ofCall(what: 'delta' | 'done', fields: Fields): ResponseEvent {
    const said = this.isCustom ? 'custom_tool_call_input' : 'function_call_arguments';
    return ofItem(`response.${said}.${what}`, this.place, fields);
  }
}
