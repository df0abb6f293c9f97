import type { CompletionRequest } from '../../port/canonical.js';
import { withAllowedTools } from './allowed-tools.js';

const tool = (name: string) => ({ type: 'function', function: { name } });
const asked = (choice: unknown) =>
  ({
    model: 'm',
    messages: [],
    tools: [tool('a'), tool('b')],
    tool_choice: choice,
  }) as unknown as CompletionRequest;
const allowing = (mode: string | undefined, ...names: readonly string[]) =>
  asked({ type: 'allowed_tools', allowed_tools: { mode, tools: names.map(tool) } });

describe('tools of which some are allowed', () => {
  it.each([
    ['required', 'required'],
    ['auto', 'auto'],
    [undefined, 'auto'],
  ])('are those alone, with the choice %s', (mode, choice) => {
    expect(withAllowedTools(allowing(mode, 'b'))).toEqual({
      model: 'm',
      messages: [],
      tools: [tool('b')],
      tool_choice: choice,
    });
  });

  it('are none where none of them is offered', () => {
    expect(withAllowedTools(allowing('required', 'c'))).toEqual({ model: 'm', messages: [] });
  });

  it.each(['auto', undefined, { type: 'function', function: { name: 'a' } }])('are all with %j', (choice) => {
    const request = asked(choice);
    expect(withAllowedTools(request)).toBe(request);
  });
});
