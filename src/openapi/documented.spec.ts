import { withTurns } from '../common/testing/turns.js';
import { ApiProperty, applyDocumentation, applyDocumentationInTurns, Documented } from './documented.js';

describe('Documented', () => {
  it('loads and decorates when the document is made, in the order of the code, and once', () => {
    const seen: unknown[] = [];
    const noting = (name: string) => () => {
      seen.push(`load ${name}`);
      return (target: object, key?: string | symbol) => void seen.push([name, target, key]);
    };
    class Dto {
      @Documented(noting('first'))
      a = 1;

      @Documented(noting('second'))
      b() {}
    }
    expect(seen).toEqual([]);
    applyDocumentation();
    applyDocumentation();
    expect(seen).toEqual([
      'load first',
      ['first', Dto.prototype, 'a'],
      'load second',
      ['second', Dto.prototype, 'b'],
    ]);
  });

  it('comes to classes that load while others are decorated', () => {
    const seen: string[] = [];
    Documented(() => () => {
      seen.push('outer');
      Documented(() => () => void seen.push('inner'))({});
    })({});
    applyDocumentation();
    expect(seen).toEqual(['outer', 'inner']);
  });

  it('has its turn with other work where there is much of it', async () => {
    const seen: number[] = [];
    for (let at = 0; at < 100; at += 1) Documented(() => () => void seen.push(at))({});
    const { turns } = await withTurns(applyDocumentationInTurns());
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(turns).toBeGreaterThan(10);
  });

  it('stands in for the decorators of @nestjs/swagger', () => {
    class Dto {
      @ApiProperty({ example: 'x' })
      name: string;
    }
    applyDocumentation();
    expect(Reflect.getMetadata('swagger/apiModelProperties', Dto.prototype, 'name')).toMatchObject({
      type: String,
      example: 'x',
    });
  });
});
