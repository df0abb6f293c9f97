import { A_TEXT } from '../../said.js';
import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { Dialect } from '../dialect.js';
import {
  GEMINI_ENDS,
  readGenerated,
  readGeneratedStream,
  writeGenerated,
  writeGeneratedStream,
} from './answer.js';
import { readGeminiFailure, writeGeminiFailure } from './failure.js';
import { readGenerateRequest, writeGenerateRequest } from './request.js';

/** Gemini's generateContent. */
export const GEMINI: Dialect = {
  name: 'generateContent',
  writeRequest: writeGenerateRequest,
  readRequest: ({ path, body }) => readGenerateRequest(body ?? {}, path),
  writeAnswer: (said) => writeGenerated(said),
  writeStream: (said) => writeGeneratedStream(said),
  framesUntilWhole: (frames) => frames.length,
  readAnswer: readGenerated,
  readStream: readGeneratedStream,
  ends: GEMINI_ENDS,
  writeEnd: (reason) => ({
    body: writeGenerated(A_TEXT, reason),
    frames: writeGeneratedStream(A_TEXT, reason),
  }),
  writeFailure: writeGeminiFailure,
  writeStreamFailure: (failure) => sseFrame(writeGeminiFailure(failure).body),
  readFailure: readGeminiFailure,
};
