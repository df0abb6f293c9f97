import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { neverAnswer } from './support/scripted-upstream/scripts.js';
import type { RunningGateway } from './support/start-gateway.js';
import {
  ANTHROPIC,
  GEMINI,
  RESPONSES_MODEL,
  startTranslatingGateway,
} from './support/translating-gateway.js';

/** What each of the wires takes that have no words for video. */
const TAKES = [
  [ANTHROPIC.model, 'Anthropic API error: it takes parts of text, image_url and file only'],
  [GEMINI.model, 'Gemini API error: it takes parts of text, image_url, input_audio and file only'],
  [RESPONSES_MODEL, 'alone API error: it takes parts of text, image_url, file and input_audio only'],
] as const;

describe('a part that a wire has no words for', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({ fallback: neverAnswer() });
    gateway = await startTranslatingGateway(upstream);
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = async (path: string, body: object) => {
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as object };
  };
  const chatWith = (part: object) => [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Look.' }, part] },
  ];

  it.each(TAKES)('is refused with its type and its place in a chat: %s', async (model, takes) => {
    const messages = chatWith({ type: 'video_url', video_url: { url: 'https://example.org/a.mp4' } });
    const { status, body } = await ask('/v1/chat/completions', { model, messages });
    expect([status, body]).toMatchObject([
      400,
      { error: { param: 'messages[1].content[1]', message: `${takes}, not video_url.` } },
    ]);
    expect(upstream.requests).toEqual([]);
  });

  it.each(TAKES)('is refused without what may be anything but a type: %s', async (model, takes) => {
    const messages = chatWith({ type: 'My password is 1234.' });
    const { body } = await ask('/v1/chat/completions', { model, messages });
    expect(body).toMatchObject({ error: { param: 'messages[1].content[1]', message: `${takes}.` } });
  });

  it('is refused with a place of its own request where that is no chat', async () => {
    const image = { type: 'input_image', image_url: 'https://example.org/a' };
    const input = [{ role: 'user', content: [image] }];
    const { status, body } = await ask('/v1/responses', { model: GEMINI.model, instructions: 'x', input });
    expect([status, body]).toMatchObject([400, { error: { param: 'input[0]' } }]);
    expect(JSON.stringify(body)).toMatch(/an image in base64, or at an https address/);
  });
});
