import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiSchema } from '../../../openapi/documented.js';
import { MODEL_NAME, MODEL_NAME_ACCEPTED, MODEL_NAME_IN_DOCUMENTS } from '../../../port/model-name.js';

/** Who may speak in a conversation. */
const MESSAGE_ROLES = ['system', 'user', 'assistant'] as const;
/** Most messages in one request. */
export const MAX_MESSAGES = 2048;
/** The largest `max_tokens`. */
export const MAX_TOKENS_LIMIT = 2_147_483_647;
/** For callers who leave `max_tokens` open, unless the model's family has its own. */
export const DEFAULT_MAX_TOKENS = 100;
/** For callers who leave `temperature` open, unless the model's family has its own. */
export const DEFAULT_TEMPERATURE = 0.7;

/** What is blank to some languages' regular expressions is blank to all who read the document. */
export const NON_BLANK = new RegExp(String.raw`[^\s\u001c-\u001f\u0085\ufeff]`);
const must = (field: string, accepted: string) => ({ message: `${field} must be ${accepted}` });

const PROMPT = must(
  'prompt',
  'a string with at least one non-blank character; it is required unless messages is given',
);
const MODEL = must('model', MODEL_NAME_ACCEPTED);
const MAX_TOKENS = must('max_tokens', `a whole number from 1 to ${MAX_TOKENS_LIMIT}`);
const TEMPERATURE = must('temperature', 'a number from 0 to 2');
const SYSTEM = must('system', 'a string');
/** What is said where `messages` is wrong. */
export const MESSAGES = must('messages', `an array of 1 to ${MAX_MESSAGES} objects {role, content}`);
const STREAM = must('stream', 'true or false');
const STRICT = must('strict', 'true or false');
const ROLE = must('role', `one of ${MESSAGE_ROLES.join(', ')}`);
const CONTENT = must('content', 'a string');

/** One message of a conversation, of text alone. */
@ApiSchema({ name: 'Message' })
export class MessageDto {
  @ApiProperty({ enum: MESSAGE_ROLES, description: 'Who speaks.', example: 'user' })
  @IsIn(MESSAGE_ROLES, ROLE)
  role: (typeof MESSAGE_ROLES)[number];

  @ApiProperty({ description: 'What is said.', example: 'Which rivers cross Vienna?' })
  @IsString(CONTENT)
  content: string;
}

/** Body of `POST /agents/llm-providers/{provider}`. `null` stands for "not given". Unknown fields are refused. */
@ApiExtraModels(MessageDto)
@ApiSchema({ name: 'PromptRequest' })
export class PromptRequestDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'What to ask; at least one non-blank character. Required unless `messages` is given.',
    example: 'Say hello in one sentence.',
    pattern: NON_BLANK.source,
  })
  @ValidateIf(({ prompt, messages }: PromptRequestDto) => isGiven(prompt) || !isGiven(messages))
  @Matches(NON_BLANK, PROMPT)
  @IsString(PROMPT)
  prompt?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      "The model to ask, or an alias of one: printable characters on one line. Left out, the provider's default model is asked.",
    example: 'gpt-4o',
    minLength: 1,
    maxLength: 200,
    pattern: MODEL_NAME_IN_DOCUMENTS.source,
  })
  @IsOptional()
  @Matches(MODEL_NAME, MODEL)
  @IsString(MODEL)
  model?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    description:
      'The most tokens to answer with. The default is 100; for reasoning models, which spend from the same allowance before the first word, it is 8192.',
    minimum: 1,
    maximum: MAX_TOKENS_LIMIT,
    default: DEFAULT_MAX_TOKENS,
    example: 200,
  })
  @IsOptional()
  @Max(MAX_TOKENS_LIMIT, MAX_TOKENS)
  @Min(1, MAX_TOKENS)
  @IsInt(MAX_TOKENS)
  max_tokens?: number | null;

  @ApiPropertyOptional({
    type: 'number',
    nullable: true,
    description: 'How freely to choose words. Reasoning models refuse it: it is dropped, with a warning.',
    minimum: 0,
    maximum: 2,
    default: DEFAULT_TEMPERATURE,
    example: 0.7,
  })
  @IsOptional()
  @Max(2, TEMPERATURE)
  @Min(0, TEMPERATURE)
  @IsNumber({}, TEMPERATURE)
  temperature?: number | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'An instruction that goes before the conversation.',
    example: 'Answer in plain English.',
  })
  @IsOptional()
  @IsString(SYSTEM)
  system?: string | null;

  @ApiPropertyOptional({
    type: () => [MessageDto],
    nullable: true,
    description: 'A conversation, in place of `prompt`.',
    minItems: 1,
    maxItems: MAX_MESSAGES,
    example: [{ role: 'user', content: 'Say hello in one sentence.' }],
  })
  @IsOptional()
  @ValidateNested({ each: true, ...MESSAGES })
  @ArrayMaxSize(MAX_MESSAGES, MESSAGES)
  @ArrayMinSize(1, MESSAGES)
  @IsArray(MESSAGES)
  @Type(() => MessageDto)
  messages?: MessageDto[] | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    description: 'Answer as server-sent events. The header `Accept: text/event-stream` does it too.',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean(STREAM)
  stream?: boolean | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    description: 'Answer with 400, in place of a warning, if the model does not take a parameter as it is.',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean(STRICT)
  strict?: boolean | null;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
