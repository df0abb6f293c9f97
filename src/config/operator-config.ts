import type { ModelFamily, OperatorPrices } from '../llm-providers/port/provider-definition.js';

/** What the operator says of a provider, be it one that ships or a new one; what is left out stays as it ships. */
export interface OperatorProvider {
  readonly id: string;
  readonly displayName?: string;
  readonly baseUrl?: string;
  readonly defaultModel?: string;
  /** Names of variables that hold keys, never keys. `[]` = it is called without a key. */
  readonly apiKeyVariables?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly prices: OperatorPrices;
  /** They go before the families that ship. */
  readonly modelFamilies: readonly ModelFamily[];
}

/** The part of the operator's configuration that is no single value. */
export interface OperatorConfig {
  readonly providers: readonly OperatorProvider[];
}

export const OPERATOR_CONFIG = Symbol('OPERATOR_CONFIG');

export const NO_OPERATOR_CONFIG: OperatorConfig = Object.freeze({ providers: Object.freeze([]) });
