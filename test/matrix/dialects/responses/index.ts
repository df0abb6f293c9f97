import type { Fields } from '../../../../src/common/fields.js';
import { A_TEXT } from '../../said.js';
import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { Dialect } from '../dialect.js';
import { readOpenAiFailure, writeOpenAiFailure } from '../openai-failure.js';
import {
  readResponse,
  readResponseStream,
  RESPONSES_ENDS,
  writeResponse,
  writeResponseStream,
} from './answer.js';
import { readResponsesRequest, writeResponsesRequest } from './request.js';

/** OpenAI's Responses API. */
export const RESPONSES: Dialect = {
  name: 'Responses',
  writeRequest: writeResponsesRequest,
  readRequest: ({ body }) => readResponsesRequest(body ?? {}),
  writeAnswer: writeResponse,
  writeStream: writeResponseStream,
  framesUntilWhole: (frames) => frames.length,
  readAnswer: readResponse,
  readStream: readResponseStream,
  ends: RESPONSES_ENDS,
  writeEnd: (reason) => {
    const said = { ...A_TEXT, end: RESPONSES_ENDS[reason] ?? 'stop' };
    return { body: writeResponse(said), frames: writeResponseStream(said) };
  },
  writeFailure: writeOpenAiFailure,
  writeStreamFailure: (failure) => {
    const { code, message } = writeOpenAiFailure(failure).body['error'] as Fields;
    const event = { type: 'error', sequence_number: 99, code, message, param: null };
    return `event: error\n${sseFrame(event)}`;
  },
  readFailure: readOpenAiFailure,
};
