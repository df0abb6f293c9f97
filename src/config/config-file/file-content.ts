import type { Allowed } from '../allowed.js';
import type { CaptureMode } from '../capture-config.js';
import type { BudgetPeriod, LimitPeriod } from '../spending-config.js';

/** The file, as it is written: what `CONFIG_FILE_SCHEMA` lets through. */
export interface FileContent {
  readonly settings?: Readonly<Record<string, string | number | boolean>> | null;
  readonly providers?: readonly FileProvider[] | null;
  readonly routes?: readonly FileRoute[] | null;
  readonly budgets?: FileBudgets | null;
  readonly unknown_price?: 'refuse' | 'allow';
  readonly provider_tool_calls?: number;
  readonly budget_fail?: 'closed' | 'open';
  readonly budget_webhook?: { readonly url: string; readonly secret_variable: string };
  readonly capture?: FileCapture | null;
  readonly keys?: Readonly<Record<string, FileKey>> | null;
  readonly teams?: Readonly<Record<string, FileSpending & { readonly allowed?: Allowed | null }>> | null;
  readonly users?: FileContent['teams'];
}

/** `capture` at the top of the file. */
export interface FileCapture {
  readonly mode?: CaptureMode;
  readonly share?: number;
  readonly max_bytes?: number;
  readonly retention_days?: number;
  readonly redact?: readonly string[];
}

/** An entry of `keys`. */
export interface FileKey extends FileSpending {
  readonly key_variable: string;
  readonly user?: string | null;
  readonly team?: string | null;
  readonly tags?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly allowed?: Allowed | null;
  readonly expires_at?: string | null;
  readonly capture?: CaptureMode | null;
  readonly enabled?: boolean;
}

/** `budgets` at the top of the file. */
export interface FileBudgets {
  readonly everything?: FileSpending & { readonly allowed?: Allowed | null };
  readonly selectors?: Readonly<
    Record<string, FileSpending & { readonly match: Readonly<Record<string, string>> }>
  >;
}

/** What a key, a team, a user, a selector or everybody together may spend. */
export interface FileSpending {
  readonly budgets?: readonly FileBudget[];
  readonly limits?: readonly FileLimit[];
}

/** An entry of `limits`: one of the three kinds. */
export interface FileLimit {
  readonly requests?: number;
  readonly tokens?: number;
  readonly concurrent?: number;
  readonly per?: LimitPeriod;
  readonly model?: string;
}

/** An entry of `budgets`. */
export interface FileBudget {
  readonly budget_usd: string | number;
  readonly per: BudgetPeriod;
  readonly on_exhaust?: 'refuse' | { readonly downgrade_to: string };
}

/** An entry of `providers`. */
export interface FileProvider {
  readonly id: string;
  readonly display_name?: string;
  readonly base_url?: string;
  readonly default_model?: string;
  readonly api_key_variable?: string;
  readonly api_key_variables?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly model_aliases?: Readonly<Record<string, string>>;
  readonly prices?: Readonly<Record<string, FilePrice>>;
  readonly parameter_rules?: readonly FileParameterRules[];
  readonly timeouts?: FileTimeouts;
  readonly model_timeouts?: readonly (Pick<FileTimeouts, 'first_token_ms' | 'total_ms'> & {
    readonly models: readonly string[];
  })[];
  readonly max_calls?: number;
  readonly forward_context?: boolean;
  readonly affinity?: 'off' | 'soft';
  readonly responses_api?: boolean;
  readonly chat_api?: boolean;
  readonly messages_api?: boolean;
}

/** `timeouts` of a provider, in milliseconds. */
export interface FileTimeouts {
  readonly connect_ms?: number;
  readonly first_byte_ms?: number;
  readonly first_token_ms?: number;
  readonly idle_ms?: number;
  readonly total_ms?: number;
}

/** An entry of `routes`. */
export interface FileRoute {
  readonly id: string;
  readonly display_name?: string;
  readonly strategy?: 'ordered' | 'weighted';
  readonly capture?: CaptureMode;
  readonly affinity?: 'off' | 'soft';
  readonly targets: readonly FileRouteTarget[];
}

/** A target of a route. */
export interface FileRouteTarget {
  readonly provider: string;
  readonly model?: string;
  readonly weight?: number;
}

/** What a million tokens of a model cost, in US dollars. */
export interface FilePrice {
  readonly input_usd_per_million: string | number;
  readonly cached_input_usd_per_million?: string | number;
  readonly cache_write_usd_per_million?: string | number;
  readonly audio_input_usd_per_million?: string | number;
  readonly output_usd_per_million: string | number;
  readonly audio_output_usd_per_million?: string | number;
  readonly web_search_usd_per_thousand?: string | number;
  readonly flex_factor?: string | number;
  readonly priority_factor?: string | number;
}

/** An entry of `parameter_rules`: what some models do not take as it is. */
export interface FileParameterRules {
  readonly models: readonly string[];
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly no_defaults?: readonly string[];
  readonly rules?: Readonly<Record<string, FileParameterRule>>;
}

/** What becomes of one parameter. */
export interface FileParameterRule {
  readonly action: 'rename' | 'drop' | 'only';
  readonly to?: string;
  readonly values?: readonly unknown[];
  readonly reason?: string;
}
