import { ManualClock } from '../../common/testing/manual-clock.js';
import { ACME_CALL } from '../upstream/testing/acme-call.js';
import { OpenAiRelay } from './openai-relay.js';
import { ScriptedExchange, relayedProvider } from './testing/relayed.js';

const ATTEMPT = { requestId: 'r-1', apiKey: null };
const REQUEST = { ...ACME_CALL.request, messages: [{ role: 'user' as const, content: 'Grüß Gott' }] };

/** What goes out for a request. */
function sent(isStream: boolean): string | Buffer {
  const bodies: (string | Buffer)[] = [];
  const { provider } = relayedProvider(new ManualClock());
  const relay = new OpenAiRelay(provider, {
    begin: (_address, _headers, body) => {
      bodies.push(body);
      return new ScriptedExchange().exchange;
    },
    baseUrl: 'https://api.acme.example/v1',
    frames: () => {
      throw new Error('nothing is answered');
    },
    takes: () => true,
  });
  relay.begin(REQUEST, ATTEMPT, isStream);
  return bodies[0]!;
}

describe('OpenAiRelay', () => {
  it('sends the body of a stream from memory of its own, which it keeps as long as the stream takes', () => {
    const body = sent(true) as Buffer;
    expect(JSON.parse(String(body))).toEqual({ ...REQUEST, stream: true });
    expect(body.buffer.byteLength).toBe(body.byteLength);
  });

  it('sends the body of a request for a whole answer as a text', () => {
    expect(JSON.parse(sent(false) as string)).toEqual(REQUEST);
  });
});
