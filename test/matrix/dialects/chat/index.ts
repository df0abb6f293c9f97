import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { Dialect } from '../dialect.js';
import { readOpenAiFailure, writeOpenAiFailure } from '../openai-failure.js';
import { CHAT_ENDS, readChatAnswer, readChatStream, writeChatAnswer, writeChatStream } from './answer.js';
import { readChatRequest, writeChatRequest } from './request.js';
import { A_TEXT } from '../../said.js';

/** OpenAI's chat completions. */
export const CHAT: Dialect = {
  name: 'chat completions',
  writeRequest: writeChatRequest,
  readRequest: ({ body }) => readChatRequest(body ?? {}),
  writeAnswer: writeChatAnswer,
  writeStream: writeChatStream,
  // The counts behind the reason are all that a clean end can leave out.
  framesUntilWhole: ({ length }, ending) => (ending === 'end' ? length - 2 : length - 1),
  readAnswer: readChatAnswer,
  readStream: readChatStream,
  ends: CHAT_ENDS,
  writeEnd: (reason) => {
    const said = { ...A_TEXT, end: CHAT_ENDS[reason] ?? 'stop' };
    return { body: writeChatAnswer(said), frames: writeChatStream(said) };
  },
  writeFailure: writeOpenAiFailure,
  writeStreamFailure: (failure) => sseFrame(writeOpenAiFailure(failure).body),
  readFailure: readOpenAiFailure,
};
