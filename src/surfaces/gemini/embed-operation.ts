import { GatewayError } from '../../common/errors.js';
import type { Fields } from '../../common/fields.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import { EMBEDDING, type WholeOperation } from '../../completions/operations.js';
import type { Embeddings, EmbeddingRequest } from '../../port/canonical.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { NativeResult } from '../../port/native-generate-content.js';
import {
  toEmbedding,
  toVectors,
  toVectorsOutline,
  type EmbedBody,
  type TranslatedVectors,
} from './request/embed-request.js';
import { toOwnWords } from '../in-own-words.js';
import { ownPlace } from './told-warnings.js';
import { toNativeVectors } from './request/to-native-request.js';

/** What was asked for. */
export interface AskedVectors {
  /** Checked. */
  readonly body: EmbedBody;
  /** As it came. */
  readonly own: Fields;
}

/** An answer, and whose it is. */
interface AnsweredVectors extends NativeResult {
  readonly model: string;
}

/**
 * How vectors are asked of each target: as their caller wrote it of a provider that speaks Gemini's API, as texts of every
 * other.
 */
export class EmbedOperation {
  /** Before any rule. */
  readonly request: EmbeddingRequest;
  /** What could not be put in canonical words is the fault of those who need them. */
  private readonly translated: TranslatedVectors | GatewayError;
  private told: readonly CompletionWarning[] = [];

  constructor(
    private readonly asked: AskedVectors,
    /** Refuse instead of leaving out what a target cannot be told. */
    private readonly isStrict: boolean,
  ) {
    const { body } = asked;
    this.translated = toEmbedding(body);
    this.request = this.translated instanceof GatewayError ? toVectorsOutline(body) : this.translated.request;
  }

  /** What the target that was asked last could not be told, behind what its rules did. */
  warningsBehind(ofRules: readonly CompletionWarning[]): readonly CompletionWarning[] {
    return [...toOwnWords(ofRules, (parameter) => this.placeOf(parameter)), ...this.told];
  }

  /** Where a canonical parameter stands in the caller's request; what all of several have stands in the first. */
  placeOf(parameter: string): string {
    if (!this.asked.body.isBatch) return ownPlace(parameter);
    const [, at] = /^input\[(\d+)\]/.exec(parameter) ?? [];
    if (parameter.startsWith('input')) return at === undefined ? 'requests' : `requests[${at}].content`;
    return parameter === 'dimensions' ? `requests[0].${ownPlace(parameter)}` : ownPlace(parameter);
  }

  get whole(): WholeOperation<EmbeddingRequest, AnsweredVectors> {
    return {
      ...EMBEDDING,
      warningsBehind: (ofRules) => this.warningsBehind(ofRules),
      methodOf: (provider) => this.nativeOf(provider) ?? this.translatedOf(provider),
      toSeen: ({ model, usage }) => ({ model, choices: [], ...(usage && { usage }) }),
    };
  }

  private nativeOf({ generateContent }: LlmProvider): ReturnType<typeof this.whole.methodOf> {
    if (!generateContent) return null;
    const { own, body } = this.asked;
    const method = body.isBatch ? 'batchEmbedContents' : 'embedContent';
    return async ({ model }, attempt) => {
      this.told = [];
      return { model, ...(await generateContent.embed(method, toNativeVectors(own, model), attempt)) };
    };
  }

  private translatedOf(provider: LlmProvider): ReturnType<typeof this.whole.methodOf> {
    const embed = provider.embed?.bind(provider);
    if (!embed) return null;
    return async (request, attempt) => {
      const { translated } = this;
      if (translated instanceof GatewayError) throw translated;
      if (this.isStrict) translated.losses.requireNone();
      this.told = translated.losses.warnings;
      return this.toAnswered(await embed(request, attempt));
    };
  }

  private toAnswered(answer: Embeddings): AnsweredVectors {
    const vectors = toVectors(answer);
    const { model, usage } = answer;
    return {
      model,
      body: this.asked.body.isBatch ? { embeddings: vectors } : { embedding: vectors[0] ?? { values: [] } },
      usage: usage ? { ...usage, completion_tokens: 0 } : null,
    };
  }
}
