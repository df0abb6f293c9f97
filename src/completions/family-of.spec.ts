import { openai } from '../llm-providers/openai/openai.definition.js';
import type { ModelFamily } from '../port/provider-definition.js';
import { familyOf } from './parameter-rules.js';

describe('familyOf', () => {
  const family = (id: string, matches: ModelFamily['matches']) => ({ id, matches }) as ModelFamily;

  it('takes the first family that claims a model', () => {
    const families = [family('one', /^a-/), family('two', /^a/)];
    expect(familyOf('a-1', families)?.id).toBe('one');
    expect(familyOf('a1', families)?.id).toBe('two');
    expect(familyOf('b', families)).toBeNull();
  });

  it('knows no family of a model that is named like something that every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      expect(familyOf(name, openai.modelFamilies)).toBeNull();
    }
  });
});
