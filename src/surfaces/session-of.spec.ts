import type { IncomingHttpHeaders } from 'node:http';
import { sessionFields, sessionOf } from './session-of.js';

const CHAT = { messages: [{ role: 'user', content: 'Hello.' }] };
const of = (headers: IncomingHttpHeaders, body: unknown, callerId: string | null = 'caller', model = 'm-1') =>
  sessionOf(callerId, headers, body).within(model);

describe('the session of a request', () => {
  it.each([
    'x-tollgate-session',
    'x-claude-code-session-id',
    'session_id',
    'session-id',
    'x-session-affinity',
  ])('is what %s names, whatever is said in it', (header) => {
    const named = of({ [header]: 's-1' }, CHAT);
    expect(of({ [header]: 's-1' }, { messages: [{ role: 'user', content: 'Bye.' }] })).toEqual(named);
    expect(of({ [header]: 's-2' }, CHAT)).not.toEqual(named);
  });

  it('is named by our own header before those of clients, and by those before the key of the cache', () => {
    const ours = of({ 'x-tollgate-session': 'a' }, null);
    const client = { 'x-claude-code-session-id': 'b' };
    const body = { ...CHAT, prompt_cache_key: 'c' };
    expect(of({ ...client, 'x-tollgate-session': 'a' }, body)).toEqual(ours);
    expect(of(client, body)).toEqual(of({ 'x-tollgate-session': 'b' }, null));
    expect(of({}, body)).toEqual(of({ 'x-tollgate-session': 'c' }, null));
  });

  it('is told by how it begins where nobody names it, blank names included', () => {
    const told = of({}, CHAT);
    expect(told).not.toBeNull();
    expect(of({ 'x-tollgate-session': '  ' }, { ...CHAT, prompt_cache_key: '' })).toEqual(told);
  });

  it('is another for another caller, or another model', () => {
    const headers = { 'x-tollgate-session': 's-1' };
    const all = [
      of(headers, CHAT),
      of(headers, CHAT, 'other'),
      of(headers, CHAT, null),
      of(headers, CHAT, 'caller', 'm-2'),
    ];
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(4);
  });

  it.each<[string, unknown]>([
    ['a prompt that stands alone', { prompt: 'Hello.' }],
    ['no turn of the user', { messages: [{ role: 'assistant', content: 'Hello.' }] }],
    ['nothing', undefined],
    ['no object', 'Hello.'],
  ])('is none for %s', (_what, body) => {
    expect(of({}, body)).toBeNull();
  });

  it('reads nothing of the request until it is asked for, and then once', () => {
    let reads = 0;
    const body = {
      get messages() {
        reads += 1;
        return CHAT.messages;
      },
    };
    const session = sessionOf(null, {}, body);
    expect(reads).toBe(0);
    session.within('m-1');
    session.within('m-2');
    expect(reads).toBe(1);
  });
});

describe('the log', () => {
  it.each<[IncomingHttpHeaders, object]>([
    [{ 'session-id': '01a22537-235e' }, { session_id: '01a22537-235e' }],
    [{ 'x-tollgate-session': 'team:1', 'session-id': 'x' }, { session_id: 'team:1' }],
    [{ 'x-tollgate-session': 'two words' }, {}],
    [{ 'x-tollgate-session': 'x'.repeat(101) }, {}],
    [{}, {}],
  ])('of %j has %j', (headers, fields) => {
    expect(sessionFields(headers)).toEqual(fields);
  });
});
