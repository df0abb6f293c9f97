import {
  isAboutContent,
  isAboutPlace,
  isKeyName,
  isMissingModelName,
  saysAddressIsWrong,
  saysKeyIsRefused,
  saysModelIsMissing,
  toName,
} from './reason-words.js';

describe('the words of a provider whose model is not there', () => {
  it.each([
    'The model `gpt-9` does not exist or you do not have access to it.',
    'The model m1 does not exist or your team 1234 does not have access to it. Please ensure the spelling.',
    'The model `mixtral-8x7b-32768` has been decommissioned and is no longer supported. Please refer to the docs.',
    'a/b is not a valid model ID',
    'model "llama9" not found, try pulling it first',
    "model 'llama9' not found",
    'The model `acme` does not exist.',
    'model: claude-9',
    'models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.',
    'Model Not Exist',
    'Model does not exist. Please check it carefully.',
    'Model not found, inaccessible, and/or not deployed',
    'Invalid model: mistral-none',
    "Invalid model 'sonar-9'. Permitted models can be found in the documentation",
    'Unable to access model togethercomputer/none. Please visit the list of models.',
    'Unable to access non-serverless model meta/llama. Please create a dedicated endpoint.',
    "The requested model 'none' does not exist.",
    "The requested model 'none/x' is not supported by any provider you have enabled.",
    'Unknown Model, please check the model code.',
    'Unsupported model: none',
    'Not found the model none or Permission denied',
    'This model has been deprecated',
    'The model is not available in your plan',
    'The provided model identifier is invalid.',
    'This model version has reached the end of its life.',
    "You don't have access to the model with the specified model ID.",
    'Project `proj_1` does not have access to model `gpt-4o`',
    'You are not allowed to sample from this model',
    'Publisher Model `projects/p/locations/l/publishers/google/models/x` was not found or your project does not have access to it.',
    'No endpoints found for openai/gpt-9.',
    'No allowed providers are available for the selected model.',
    'invalid model ID',
    'Model with id none was not found',
    'Invalid model name passed in model=none. Call `/v1/models` to view available models',
    '"asked-for" is not available',
    'asked-for was retired on 2026-01-01',
    'Could not find model none',
    'Requested model x is offline',
    'Unknown foundation model',
    'Could not resolve model x',
    'Support for model x was removed',
    'The endpoint for model x is no longer available',
    '模型不存在，请检查模型代码。',
  ])('are understood: %s', (words) => {
    expect(saysModelIsMissing(words, 'asked-for')).toBe(true);
  });

  it.each([
    'this model does not support temperature',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
    'maximum context length of this model is 4096',
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    'Model incompatible request argument supplied: temperature',
    'Penalty is not enabled for this model',
    'For this model, temperature is not supported',
    'With this model: top_p is not supported',
    'The model parameter is required',
    'unsupported model parameter: seed',
    'invalid model configuration',
    'The model asked-for does not support images',
    'asked-for does not support tools',
    'Function calling is not enabled for this model',
    'The model is not allowed to use tools',
    'The model is not supported with tools',
    'This model is not supported for streaming',
    'The model is overloaded. Please try again later.',
    'The model produced invalid content',
    'Model grok-4 does not support parameter presencePenalty.',
    "Invalid type for 'model': expected a string, but got an integer instead.",
    'model is required',
    'you must provide a model parameter',
    'Streaming for model o1-pro is not supported',
    'Streaming for asked-for is not supported',
    'Parameter top_k for model foo-1 not supported',
    'temperature for model gpt-x is not supported.',
    'temperature for asked-for is not supported.',
    'reasoning_effort for model gpt-5 not permitted',
    'logit_bias on model o3 not allowed',
    'Prompt caching with model x is disabled',
    'Structured outputs with the requested model x are not available',
    'Tools of deployment x are disabled',
    'Tool choice for this model is disabled',
    "Role 'model' is not valid",
    "Parameter 'model' is not allowed here",
    'The file does not exist',
    'Tool `search` not found',
  ])('are not seen in others: %s', (words) => {
    expect(saysModelIsMissing(words, 'asked-for')).toBe(false);
  });

  it.each([
    'model_not_found',
    'model_decommissioned',
    'ModelNotFound',
    'model_not_supported',
    'model_not_available',
    'invalid_model',
    'unknown_model',
    'unsupported_model',
    'DeploymentNotFound',
    'Model not found',
    'key_model_access_denied',
  ])('have the name %s', (name) => {
    expect(isMissingModelName(toName(name))).toBe(true);
  });

  it.each(['invalid_request_error', 'model_overloaded', 'model_error', 'not_found_error', 'constructor', ''])(
    'do not have the name %j',
    (name) => {
      expect(isMissingModelName(toName(name))).toBe(false);
    },
  );
});

describe('the words of a server that does not know the address', () => {
  it.each([
    'Unexpected endpoint or method. (POST /chat/completions)',
    'Invalid URL (POST /v1/v1/chat/completions)',
    'Unknown request URL: POST /v1/chat. Please check the URL for typos',
    'Cannot POST /chat/completions',
    'Route POST:/chat not found',
    'Method Not Allowed',
    'No static resource chat/completions.',
  ])('are understood: %s', (words) => {
    expect(saysAddressIsWrong(words)).toBe(true);
  });

  it.each(['Invalid URL in image_url', 'The file does not exist', 'No endpoint found for model x'])(
    'are not seen in others: %s',
    (words) => {
      expect(saysAddressIsWrong(words)).toBe(false);
    },
  );
});

describe('the words of a refused key', () => {
  it.each([
    'Invalid API key acme-123',
    'Incorrect API key provided: xa***. You can obtain an API key from the console.',
    'Your API key does not have permission to use the specified resource',
    'API key not valid. Please pass a valid API key.',
    'Key limit exceeded: 5',
    'You have insufficient permissions for this operation. Missing scopes: model.request',
    'Your project has been denied access.',
  ])('are understood: %s', (words) => {
    expect(saysKeyIsRefused(words)).toBe(true);
  });

  it.each([
    'Content violates usage guidelines.',
    'Forbidden',
    'Request not allowed',
    'Your prompt contains what looks like an API key and was blocked',
    'The object has no key "city"',
  ])('are not seen in others: %s', (words) => {
    expect(saysKeyIsRefused(words)).toBe(false);
  });

  it.each([
    'invalid_api_key',
    'API_KEY_INVALID',
    'permission_error',
    'PERMISSION_DENIED',
    'permission_denied',
    'authentication_error',
    'AuthenticationError',
    'UNAUTHENTICATED',
    'insufficient_permissions',
    'organization_deactivated',
    'The caller does not have permission to execute the specified operation',
  ])('have the name %s', (name) => {
    expect(isKeyName(toName(name))).toBe(true);
  });

  it.each([
    'forbidden',
    'access_denied',
    'request_forbidden',
    'invalid_request_error',
    'content_policy_violation',
    'unsupported_country_region_territory',
    '',
  ])('do not have the name %j', (name) => {
    expect(isKeyName(toName(name))).toBe(false);
  });
});

describe('the words of a refused content', () => {
  it.each([
    'Content violates usage guidelines.',
    'Your input was flagged for "violence".',
    'The request was rejected by our safety system',
    'content_policy_violation',
    'Blocked by moderation',
  ])('are understood: %s', (words) => {
    expect(isAboutContent(words)).toBe(true);
  });

  it('are not those of an account that is out', () => {
    expect(isAboutContent('Your account was disabled for violating our policies')).toBe(false);
  });
});

describe('the words of a provider that does not serve the place', () => {
  it.each([
    'User location is not supported for the API use.',
    'Country, region, or territory not supported',
    'unsupported_country_region_territory',
    'This API is not available in your country',
  ])('are understood: %s', (words) => {
    expect(isAboutPlace(words)).toBe(true);
  });
});

it('no words take long to be understood, however they are made', () => {
  const hostile = [
    'model ',
    'model for model ',
    'for the ',
    'model"',
    'model: "',
    ' not',
    'api key ',
    'account ',
    'country ',
    'no ',
    '[<',
  ];
  const startedMs = performance.now();
  for (const piece of hostile) {
    const words = piece.repeat(4_000).slice(0, 4_000);
    for (const understand of [isAboutContent, isAboutPlace, saysAddressIsWrong, saysKeyIsRefused])
      understand(words);
    saysModelIsMissing(words, 'model');
    saysModelIsMissing(words, piece);
  }
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
