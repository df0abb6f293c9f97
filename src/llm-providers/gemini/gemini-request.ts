/** The part of Gemini's request that the gateway writes. Source: googleapis/js-genai src/types.ts, read 2026-11-23. */
export interface GeminiRequest {
  readonly contents: readonly GeminiContent[];
  readonly systemInstruction?: { readonly parts: readonly GeminiPart[] };
  readonly tools?: readonly [{ readonly functionDeclarations: readonly object[] }];
  readonly toolConfig?: { readonly functionCallingConfig: object };
  readonly generationConfig?: object;
}

/** One message of the conversation; results of functions are a user's. */
export interface GeminiContent {
  readonly role: 'user' | 'model';
  readonly parts: readonly GeminiPart[];
}

/** The parts that a request may hold; `data` is base64. */
export type GeminiPart =
  | { readonly text: string; readonly thoughtSignature?: string }
  | {
      readonly inlineData: { readonly mimeType: string; readonly data: string };
      readonly thoughtSignature?: string;
    }
  | { readonly fileData: { readonly mimeType: string; readonly fileUri: string } }
  | { readonly functionCall: NamedPart & { readonly args: object }; readonly thoughtSignature?: string }
  | { readonly functionResponse: NamedPart & { readonly response: object } };

interface NamedPart {
  readonly id: string;
  readonly name: string;
}
