import type { Fields } from '../../../../src/common/fields.js';
import type { Asked, Call, Choice, Image, Result, Turn } from '../../neutral.js';
import { defined } from '../chat/request.js';
import type { WrittenRequest } from '../dialect.js';
import { fromGoogleSchema, toGoogleSchema } from './google-schema.js';

export interface GooglePart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args?: Fields };
  readonly functionResponse?: { readonly id?: string; readonly name: string; readonly response: Fields };
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
  readonly fileData?: { readonly mimeType: string; readonly fileUri: string };
}
interface Content {
  readonly role?: string;
  readonly parts: readonly GooglePart[];
}
interface Declaration {
  readonly name: string;
  readonly description: string;
  readonly parameters?: Fields;
  readonly parametersJsonSchema?: Fields;
}
interface GenerateBody {
  readonly systemInstruction?: Content;
  readonly contents: readonly Content[];
  readonly tools?: readonly { readonly functionDeclarations: readonly Declaration[] }[];
  readonly toolConfig?: {
    readonly functionCallingConfig: {
      readonly mode: string;
      readonly allowedFunctionNames?: readonly string[];
    };
  };
  readonly generationConfig?: {
    readonly responseJsonSchema?: Fields;
    readonly responseSchema?: Fields;
    readonly thinkingConfig?: { readonly thinkingLevel?: string };
    readonly maxOutputTokens?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly stopSequences?: readonly string[];
  };
}

const MODES = { auto: 'AUTO', any: 'ANY', none: 'NONE' } as const;

export function writeGenerateRequest(asked: Asked, model: string): WrittenRequest {
  const { system, tools, choice, schema, thinks, effort } = asked;
  const config = defined({
    maxOutputTokens: asked.limit,
    temperature: asked.temperature,
    topP: asked.topP,
    stopSequences: asked.stop,
    responseMimeType: schema && 'application/json',
    responseJsonSchema: schema,
    thinkingConfig:
      thinks || effort
        ? { thinkingLevel: (effort ?? 'low').toUpperCase(), includeThoughts: thinks }
        : undefined,
  });
  const declared = tools?.map(({ parameters, ...tool }) => ({
    ...tool,
    parameters: toGoogleSchema(parameters),
  }));
  const body = defined({
    systemInstruction: system === undefined ? undefined : { parts: [{ text: system }] },
    contents: asked.turns.map(toContent),
    tools: declared && [{ functionDeclarations: declared }],
    toolConfig: choice && { functionCallingConfig: toMode(choice) },
    generationConfig: Object.keys(config).length > 0 ? config : undefined,
  });
  const method = asked.stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return { path: `/v1beta/models/${model}:${method}`, body };
}

function toContent(turn: Turn): unknown {
  switch (turn.by) {
    case 'user':
      return { role: 'user', parts: [{ text: turn.text }, ...(turn.image ? [toMedia(turn.image)] : [])] };
    case 'model': {
      const said = turn.text === undefined ? [] : [{ text: turn.text }];
      return {
        role: 'model',
        parts: [...said, ...(turn.calls ?? []).map((call) => ({ functionCall: call }))],
      };
    }
    case 'tools':
      return { role: 'user', parts: turn.results.map(toResponse) };
    case 'answer':
      return turn.own;
  }
}

function toMedia(image: Image): Fields {
  if ('url' in image) return { fileData: { mimeType: image.type, fileUri: image.url } };
  return { inlineData: { mimeType: image.type, data: image.data } };
}

function toResponse({ id, name, text }: Result): Fields {
  return { functionResponse: { ...(id !== '' && { id }), name, response: { result: text } } };
}

function toMode(choice: Choice): Fields {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  return { mode: MODES[choice] };
}

export function readGenerateRequest(body: Fields, path: string): Asked {
  const asked = body as unknown as GenerateBody;
  const { generationConfig: config = {} } = asked;
  const declared = asked.tools?.flatMap(({ functionDeclarations: some }) => some);
  const schema = config.responseJsonSchema ?? config.responseSchema;
  const read = {
    system: asked.systemInstruction?.parts.map(({ text }) => text).join('\n'),
    turns: asked.contents.map(toTurn),
    tools: declared?.map(({ name, description, parameters, parametersJsonSchema }) => ({
      name,
      description,
      parameters: parametersJsonSchema ?? fromGoogleSchema(parameters),
    })),
    choice: choiceOf(asked),
    schema: schema && fromGoogleSchema(schema),
    effort: config.thinkingConfig?.thinkingLevel?.toLowerCase(),
    limit: config.maxOutputTokens,
    temperature: config.temperature,
    topP: config.topP,
    stop: config.stopSequences,
    stream: path.includes(':streamGenerateContent') ? true : undefined,
  };
  return defined(read) as unknown as Asked;
}

function choiceOf({ toolConfig }: GenerateBody): unknown {
  if (!toolConfig) return undefined;
  const { mode, allowedFunctionNames: [name] = [] } = toolConfig.functionCallingConfig;
  return name === undefined ? mode.toLowerCase() : { name };
}

function toTurn({ role, parts }: Content): Turn {
  const text = parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join('');
  const calls = callsIn(parts);
  if (role === 'model')
    return { by: 'model', ...(text !== '' && { text }), ...(calls.length > 0 && { calls }) };
  const results = parts.flatMap(({ functionResponse: result }) => (result ? [result] : []));
  if (results.length > 0)
    return {
      by: 'tools',
      results: results.map(({ id = '', name, response }) => ({ id, name, text: resultOf(response) })),
    };
  const image = parts.flatMap(({ inlineData, fileData }): Image[] => {
    if (inlineData) return [{ type: inlineData.mimeType, data: inlineData.data }];
    return fileData ? [{ type: fileData.mimeType, url: fileData.fileUri }] : [];
  })[0];
  return { by: 'user', text, ...(image && { image }) };
}

export function callsIn(parts: readonly GooglePart[]): Call[] {
  return parts.flatMap(({ functionCall: call }) =>
    call ? [{ id: call.id ?? '', name: call.name, args: call.args ?? {} }] : [],
  );
}

function resultOf(response: Fields): string {
  const [only] = Object.values(response);
  return typeof only === 'string' ? only : JSON.stringify(response);
}
