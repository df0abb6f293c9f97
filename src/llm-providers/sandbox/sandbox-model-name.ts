import { sandboxError } from './sandbox-errors.js';
import { FAILURES_WITH_RETRY_AFTER } from './sandbox-failures.js';
import { DEFAULT_SETTINGS, SANDBOX_KNOBS, type SandboxSettings } from './sandbox-knobs.js';
import { SANDBOX_EMBEDDING, SANDBOX_MODELS, type SandboxModel } from './sandbox-models.js';

/** What the name of a model asks for: a behaviour, and its knobs. */
export interface SandboxScenario {
  readonly model: SandboxModel;
  readonly settings: SandboxSettings;
}

const LONGEST_QUOTE = 80;

/**
 * Reads `behaviour[:knob=value]…`.
 * @throws GatewayError `model.not_found` for an unknown behaviour, `provider.rejected` for a knob that is unknown,
 * given twice, or has a value that is not accepted; the message says what is.
 */
export function readModelName(modelName: string): SandboxScenario {
  const [name = '', ...knobs] = modelName.split(':');
  const model = SANDBOX_MODELS.find((candidate) => candidate.name === name);
  if (name === SANDBOX_EMBEDDING.name) throw wrongUse(`${name} makes vectors; ask it at /v1/embeddings.`);
  if (!model) throw unknownModel(name);
  return { model, settings: readKnobs(knobs) };
}

/**
 * The knobs of a name of the model that makes vectors.
 * @throws GatewayError as `readModelName`.
 */
export function readEmbeddingModelName(modelName: string): SandboxSettings {
  const [name = '', ...knobs] = modelName.split(':');
  if (name === SANDBOX_EMBEDDING.name) return readKnobs(knobs);
  if (!SANDBOX_MODELS.some((model) => model.name === name)) throw unknownModel(name);
  throw wrongUse(`${name} makes no vectors; ask for ${SANDBOX_EMBEDDING.name}.`);
}

function readKnobs(knobs: readonly string[]): SandboxSettings {
  const seen = new Set<string>();
  let settings = DEFAULT_SETTINGS;
  for (const knob of knobs) settings = { ...settings, ...readKnob(knob, seen) };
  requireFailureForRetryAfter(settings);
  return settings;
}

function readKnob(text: string, seen: Set<string>): Partial<SandboxSettings> {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const knob = SANDBOX_KNOBS.find((candidate) => candidate.name === name);
  if (!knob) throw wrongUse(`there is no knob "${quoted(name)}". Knobs: ${namesOf(SANDBOX_KNOBS)}.`);
  if (seen.has(name)) throw wrongUse(`the knob "${name}" is given twice.`);
  seen.add(name);
  const settings = equals < 0 ? null : knob.read(text.slice(equals + 1));
  if (!settings) throw wrongUse(`the knob "${name}" takes ${knob.accepts}, as in "${knob.example}".`);
  return settings;
}

function requireFailureForRetryAfter({ failure, retryAfterMs }: SandboxSettings): void {
  if (retryAfterMs === null) return;
  if (failure && FAILURES_WITH_RETRY_AFTER.has(failure.code)) return;
  throw wrongUse('the knob "retry-after-s" goes with "fail=rate_limited" or "fail=unavailable".');
}

function unknownModel(name: string) {
  const explanation = `there is no simulated model "${quoted(name)}". Models: ${namesOf([...SANDBOX_MODELS, SANDBOX_EMBEDDING])}.`;
  return sandboxError('model.not_found', explanation, { param: 'model' });
}

function wrongUse(explanation: string) {
  return sandboxError('provider.rejected', explanation, { param: 'model' });
}

function namesOf(table: readonly { readonly name: string }[]): string {
  return table.map(({ name }) => name).join(', ');
}

function quoted(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
