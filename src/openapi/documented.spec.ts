import { ApiProperty, applyDocumentation, Documented } from './documented.js';

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
