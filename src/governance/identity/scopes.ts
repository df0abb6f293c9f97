import type { FileSpending } from '../../config/config-file/file-content.js';
import type { Allowed } from '../../config/allowed.js';

/** Whose spending is told apart: everybody together, a team, a user, or calls that have something in common. */
export type ScopeKind = 'everything' | 'team' | 'user' | 'selector' | 'defaults';

/** What an administrator says of a scope; money and limits as they are written. */
export interface ScopeDefinition extends FileSpending {
  /** What its callers may ask for; `null` or left out = everything that their keys may. */
  readonly allowed?: Allowed | null;
  /** Of a selector: all of these have to be so. */
  readonly match?: Readonly<Record<string, string>>;
  /** Of the defaults: what a new key and a new team begin with. */
  readonly key?: FileSpending & { readonly allowed?: Allowed | null };
  readonly team?: FileSpending & { readonly allowed?: Allowed | null };
}

/** A team, a user, a selector, or one of the two that there is one of: everything, and the defaults. */
export interface NamedScope {
  readonly kind: ScopeKind;
  /** '' where there is one of its kind. */
  readonly name: string;
  readonly definition: ScopeDefinition;
  /** It is declared in the operator's file, and changed there. */
  readonly isFromFile: boolean;
}
