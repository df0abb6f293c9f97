/** What a block is filled with. */
export interface Filled {
  /** Of the gateway, as this page was reached. */
  readonly origin: string;
  readonly model: string;
  readonly key: string;
}

export interface Block {
  /** Where it goes. */
  readonly title: string;
  readonly code: string;
}

/** A program that can ask the gateway, and what sets it up. */
export interface Client {
  readonly id: string;
  readonly name: string;
  blocks(filled: Filled): readonly Block[];
}
