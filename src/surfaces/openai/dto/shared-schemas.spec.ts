import { optionalFields } from './shared-schemas.js';
import { oneOf } from '../field-checks.js';

describe('fields that may be left out', () => {
  it('may be null in the document, too, where they are one of some words', () => {
    const { truncation } = optionalFields({ truncation: oneOf('auto', 'disabled') });
    // A schema says with both words that null is taken: OpenAPI 3.0.3, Schema Object, nullable.
    expect(truncation).toMatchObject({ nullable: true, enum: ['auto', 'disabled', null] });
  });
});
