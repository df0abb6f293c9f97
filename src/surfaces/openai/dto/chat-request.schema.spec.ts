import { Ajv } from 'ajv';
import { parseChatRequest } from '../chat-request.js';
import { CHAT_REQUEST_SCHEMA } from './chat-request.schema.js';

const isDescribed = new Ajv({ strict: false }).compile(CHAT_REQUEST_SCHEMA);
const user = { role: 'user', content: 'Hello!' };
const chat = (fields: object = {}) => ({ model: 'gpt-4o', messages: [user], ...fields });
const saying = (...messages: readonly object[]) => chat({ messages });

function isTaken(body: object): boolean {
  try {
    parseChatRequest(body);
    return true;
  } catch {
    return false;
  }
}

describe('the schema of a chat request takes what the gateway takes', () => {
  it.each<[string, object]>([
    ['a question', chat()],
    ['fields that are null', chat({ temperature: null, stop: null, tools: null, stream_options: null })],
    ['fields that the gateway does not know', chat({ of_tomorrow: [1] })],
    ['options of a stream', chat({ stream: true, stream_options: { include_usage: true } })],
    ['one stop and several', chat({ stop: ['a', 'b'] })],
    ['parts', saying({ role: 'user', content: [{ type: 'text', text: 'a' }] })],
    ['an answer without content', saying(user, { role: 'assistant', content: null, tool_calls: [{}] })],
    ['an answer that only calls', saying(user, { role: 'assistant', tool_calls: [{}] })],
    ['what a tool returned', saying(user, { role: 'tool', content: 'a', tool_call_id: '1' })],
    ['bounds', chat({ temperature: 2, top_p: 0, n: 128, max_tokens: 1, top_logprobs: 20 })],
  ])('%s', (_, body) => {
    expect([isTaken(body), isDescribed(body)]).toEqual([true, true]);
  });

  it.each<[string, object]>([
    ['no model', { messages: [user] }],
    ['a model of blanks', chat({ model: ' ' })],
    ['no messages', { model: 'gpt-4o' }],
    ['messages that are none', saying()],
    ['a message without a role', saying({ content: 'a' })],
    ['a role that is none', saying({ role: 'owner', content: 'a' })],
    ['a user who says nothing', saying({ role: 'user' })],
    ['a system that says null', saying({ role: 'system', content: null })],
    ['content of numbers', saying({ role: 'user', content: 7 })],
    ['a part without a type', saying({ role: 'user', content: [{ text: 'a' }] })],
    ['calls that are no objects', saying({ role: 'assistant', tool_calls: ['a'] })],
    ['a result without its call', saying({ role: 'tool', content: 'a' })],
    ['options without a stream', chat({ stream_options: { include_usage: true } })],
    ['options beside a stream that is none', chat({ stream: false, stream_options: {} })],
    ['a temperature that is too high', chat({ temperature: 2.1 })],
    ['half a choice', chat({ n: 1.5 })],
    ['stops that are numbers', chat({ stop: [1] })],
    ['tools that are texts', chat({ tools: ['a'] })],
    ['a choice of a tool by number', chat({ tool_choice: 1 })],
  ])('and refuses %s as it does', (_, body) => {
    expect([isTaken(body), isDescribed(body)]).toEqual([false, false]);
  });
});
