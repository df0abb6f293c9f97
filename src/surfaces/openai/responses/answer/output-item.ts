import type { Fields } from '../../../../common/fields.js';

/** An event without its number, which it gets when it goes out. */
export type ResponseEvent = Fields & { readonly type: string };

/** How far an item of an answer is. */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** An item of an answer, as its pieces come. */
export interface OutputItem {
  /** Nothing more can belong to it. */
  readonly isWhole: boolean;
  /** What begins it. */
  begin(): Iterable<ResponseEvent>;
  /** What ends it; nothing where it has ended. */
  end(status: Exclude<ItemStatus, 'in_progress'>): Iterable<ResponseEvent>;
  /** As it stands in the answer. */
  toItem(): Fields;
}

/** Where an item stands, and under which id. */
export interface ItemPlace {
  readonly id: string;
  /** Among the items of the answer, from 0. */
  readonly index: number;
}

export function added({ index }: ItemPlace, item: Fields): ResponseEvent {
  return { type: 'response.output_item.added', output_index: index, item };
}

export function done({ index }: ItemPlace, item: Fields): ResponseEvent {
  return { type: 'response.output_item.done', output_index: index, item };
}

/** An event about a part of an item. */
export function ofItem(type: string, { id, index }: ItemPlace, fields: Fields): ResponseEvent {
  return { type, item_id: id, output_index: index, ...fields };
}
