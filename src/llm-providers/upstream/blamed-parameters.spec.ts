import type { CompletionRequest } from '../../port/canonical.js';
import { blamedParameters, namesNothing, refusedByName, saysNothing } from './blamed-parameters.js';

const REQUEST = {
  model: 'm',
  messages: [],
  max_tokens: 100,
  temperature: 0.7,
  top_p: 1,
  stop: ['x'],
  user: 'u',
  stream_options: { include_usage: true },
  'a(b': 1,
} as unknown as CompletionRequest;

describe('blamedParameters', () => {
  it.each<[string, string | null, string, readonly string[]]>([
    ['OpenAI, by its name', 'temperature', 'Unsupported value.', ['temperature']],
    [
      'what is named goes before what is spoken of',
      'top_p',
      'top_p and temperature exclude each other',
      ['top_p'],
    ],
    ['a place inside it', 'stream_options.include_usage', '', ['stream_options']],
    ['a place below the body', 'body.stream_options', '', ['stream_options']],
    ['a place in another spelling', 'generationConfig.maxOutputTokens', '', ['max_tokens']],
    ['a name of nothing that was sent', 'input', 'unknown parameter temperature', ['temperature']],
    ['OpenAI, in words', null, "Unsupported parameter: 'max_tokens' is not supported.", ['max_tokens']],
    ['vercel/ai#5609', null, 'Model incompatible request argument supplied: temperature', ['temperature']],
    ['FastAPI', null, 'body.stream_options: Extra inputs are not permitted', ['stream_options']],
    ['a part of it', null, 'Unrecognized request argument: include_usage', ['stream_options']],
    [
      'Gemini',
      null,
      '* GenerateContentRequest.generation_config.max_output_tokens: too large',
      ['max_tokens'],
    ],
    [
      'Gemini, as it is written',
      null,
      'Unknown name "maxOutputTokens" at \'generation_config\'',
      ['max_tokens'],
    ],
    [
      'in plain English',
      null,
      'Stream options are not allowed, nor is Temperature',
      ['temperature', 'stream_options'],
    ],
    ['two', null, '`temperature` and `top_p` cannot both be specified', ['temperature', 'top_p']],
    ['a word that is no name', null, 'This model refuses messages of this user; stop.', []],
    ['a word in quotes, which is one', null, "'stop' is not allowed", ['stop']],
    ['a word at the end of a sentence about it', null, 'Unknown argument supplied: stop.', ['stop']],
    ['a word with a path behind it', null, 'In messages.0.content: too long', ['messages']],
    ['a word before a colon', null, 'stop: Input should be a list', ['stop']],
    ['a part of a word', null, 'no_temperature_max_tokens2', []],
    [
      'sampling parameters, by that name',
      null,
      'Sampling parameters are not supported for this model.',
      ['temperature', 'top_p'],
    ],
    ['sampling alone, which is none', null, 'Sampling failed.', []],
    ['nothing', null, '', []],
  ])('reads %s', (_, param, message, blamed) => {
    expect(blamedParameters(REQUEST, { param, message })).toEqual(blamed);
  });

  it.each([undefined, null, 7, { message: 'temperature' }])('finds nothing in %j', (value) => {
    expect(blamedParameters(REQUEST, { param: value, message: value })).toEqual([]);
  });
});

describe('refusedByName', () => {
  it.each<[string, readonly string[]]>([
    ['No endpoints found that support the requested parameters: temperature', ['temperature']],
    ['stream_options is not supported', ['stream_options']],
    ['stream_options: not implemented yet', ['stream_options']],
    ['stream_options is not yet implemented', ['stream_options']],
    ["create() got an unexpected keyword argument 'stream_options'", ['stream_options']],
    ['Unknown field: max_tokens', ['max_tokens']],
    ['maxOutputTokens: this model does not support it', ['max_tokens']],
    ['temperature must not be set: not allowed here', ['temperature']],
    ["This model doesn't support temperature", ['temperature']],
  ])('finds a field in %j', (message, names) => {
    expect(refusedByName(REQUEST, { message })).toEqual(names);
  });

  it('finds the field that is named beside the words', () => {
    expect(refusedByName(REQUEST, { param: 'temperature', message: 'Unsupported value.' })).toEqual([
      'temperature',
    ]);
  });

  it.each([
    'unexpected error while temperature was applied',
    'The server had an error with max_tokens 100',
    'unsupported: max tokens',
    'Invalid response from the model',
    'The model `m` does not exist',
    '',
    null,
  ])('finds none in %j', (message) => {
    expect(refusedByName(REQUEST, { message })).toEqual([]);
  });
});

describe('saysNothing', () => {
  it.each([
    undefined,
    null,
    {},
    '',
    ' ',
    'Bad Request',
    'Unprocessable Entity',
    '422 Unprocessable Content',
    'HTTP 400: Bad Request.',
    'Validation error',
    'Error code: 400',
  ])('is true of %j', (message) => {
    expect(saysNothing(message)).toBe(true);
  });

  it.each(['temperature', 'Bad Request: no', 'неверно', '不支持'])('is false of %j', (message) => {
    expect(saysNothing(message)).toBe(false);
  });
});

describe('namesNothing', () => {
  it.each([
    null,
    '',
    '400',
    'invalid_request_error',
    'BadRequestError',
    'INVALID_ARGUMENT',
    'InvalidParameter',
    'unsupported_parameter',
    'unsupported_value',
  ])('is true of %j', (code) => {
    expect(namesNothing(code)).toBe(true);
  });

  it.each(['content_filter', 'context_length_exceeded', 'invalid_prompt', 'DataInspectionFailed'])(
    'is false of %j',
    (code) => {
      expect(namesNothing(code)).toBe(false);
    },
  );
});
