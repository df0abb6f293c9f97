// A provider that answers prebuilt bytes, in a process of its own: a small JSON, or 50 chunks with a write for each.
// With `hold` in the prompt a stream stays open behind its first token, with `pause` it pauses there.
import { createServer } from 'node:http';

const CHUNKS = 50;
/** The role, and the first token. */
const FIRST_FRAMES = 2;
const PAUSE_MS = 5;
/** Node's own. Whoever asks closes its connections sooner, so that they have ended when a target has rested. */
const KEEP_ALIVE_MS = 5_000;
const USAGE = { prompt_tokens: 12, completion_tokens: 50, total_tokens: 62 };
const common = {
  id: 'chatcmpl-bench',
  created: 1_796_000_000,
  model: 'gpt-4o-mini',
  system_fingerprint: 'fp_bench',
};
const WHOLE = Buffer.from(
  JSON.stringify({
    ...common,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'word '.repeat(50), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: USAGE,
  }),
);
const frame = (fields) =>
  Buffer.from(`data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', ...fields })}\n\n`);
const choice = (delta, reason = null) => ({
  choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  usage: null,
});
const FRAMES = [
  frame(choice({ role: 'assistant', content: '' })),
  ...Array.from({ length: CHUNKS - 3 }, () => frame(choice({ content: 'word ' }))),
  frame(choice({}, 'stop')),
  frame({ choices: [], usage: USAGE }),
  Buffer.from('data: [DONE]\n\n'),
];

function stream(response, body) {
  const isHeld = body.includes('hold');
  const isPaused = body.includes('pause');

  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_bench' });
  let at = 0;
  const next = () => {
    if (response.destroyed) return;
    response.write(FRAMES[at]);
    at += 1;
    if (isHeld && at === FIRST_FRAMES) return;
    if (isPaused && at === FIRST_FRAMES) return void setTimeout(next, PAUSE_MS);
    if (at === FRAMES.length) response.end();
    else setImmediate(next);
  };
  next();
}

const server = createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces);
    if (body.includes('"stream":true')) return stream(response, body);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': WHOLE.length,
      'x-request-id': 'req_bench',
    });
    response.end(WHOLE);
  });
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
