import { ownPlacesOf } from './own-places.js';

describe('the place of a canonical parameter in a prompt', () => {
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ] as const;

  it.each([
    [{ messages }, 'messages[1].content', 'messages.1.content'],
    [{ messages }, 'messages', 'messages'],
    [{ system: 'Be brief.', messages }, 'messages[0].content', 'system'],
    [{ system: 'Be brief.', messages }, 'messages[1].name', 'messages.0'],
    [{ system: 'Be brief.', messages }, 'messages[9]', 'messages'],
    [{ system: null, messages }, 'messages[1]', 'messages.1'],
    [{ prompt: 'a' }, 'messages[0].content', 'prompt'],
    [{ prompt: 'a' }, 'messages', 'prompt'],
    [{ system: 'Be brief.', prompt: 'a' }, 'messages[0]', 'system'],
    [{ prompt: 'a' }, 'max_completion_tokens', 'max_tokens'],
    [{ prompt: 'a' }, 'temperature', 'temperature'],
    [{ system: 'Be brief.', messages }, 'messages.1.role', 'messages.1.role'],
    [{ system: 'Be brief.', messages }, 'messages', 'messages'],
  ])('of %j: %s is %s', (dto, parameter, place) => {
    expect(ownPlacesOf(dto as Parameters<typeof ownPlacesOf>[0])(parameter)).toBe(place);
  });
});
