import { A_TEXT } from '../../said.js';
import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { Dialect } from '../dialect.js';
import { MESSAGES_ENDS, readMessage, readMessageStream, writeMessage, writeMessageStream } from './answer.js';
import { readMessagesFailure, writeMessagesFailure } from './failure.js';
import { readMessagesRequest, writeMessagesRequest } from './request.js';

/** Anthropic's Messages API. */
export const MESSAGES: Dialect = {
  name: 'Messages',
  writeRequest: writeMessagesRequest,
  readRequest: ({ body }) => readMessagesRequest(body ?? {}),
  writeAnswer: (said) => writeMessage(said),
  writeStream: (said) => writeMessageStream(said),
  framesUntilWhole: (frames) => frames.length - 1,
  readAnswer: readMessage,
  readStream: readMessageStream,
  ends: MESSAGES_ENDS,
  writeEnd: (reason) => ({ body: writeMessage(A_TEXT, reason), frames: writeMessageStream(A_TEXT, reason) }),
  writeFailure: writeMessagesFailure,
  writeStreamFailure: (failure) => `event: error\n${sseFrame(writeMessagesFailure(failure).body)}`,
  readFailure: readMessagesFailure,
};
