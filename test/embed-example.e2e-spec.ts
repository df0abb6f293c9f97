import type { INestApplication } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { LlmProvidersModule, OPENAI_CLIENT } from 'tollgate';
import { AppModule } from '../examples/embed-in-nest/app.module.js';

type Settings = Readonly<Record<string, string>>;

async function startHost(settings: Settings, create: jest.Mock): Promise<INestApplication> {
  const host = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(ConfigService)
    .useValue({ get: (name: string) => settings[name] })
    .overrideProvider(OPENAI_CLIENT)
    .useValue({ chat: { completions: { create } } })
    .compile();
  const app = host.createNestApplication();
  await app.init();
  return app;
}

describe('the host application in examples/embed-in-nest', () => {
  it('answers from the OpenAI agent, whose client a test may swap', async () => {
    const message = { role: 'assistant', content: 'Good day, Ada!', refusal: null };
    const create = jest
      .fn()
      .mockResolvedValue({ model: 'gpt-6-luna', choices: [{ message, finish_reason: 'stop' }] });
    const app = await startHost({ OPENAI_API_KEY: 'sk-test' }, create);

    const response = await request(app.getHttpServer()).get('/greetings/Ada');

    expect(response.body).toEqual({ greeting: 'Good day, Ada!' });
    expect(create).toHaveBeenCalledTimes(1);
    await app.close();
  });

  it('answers from the sandbox without a key, and says which key OpenAI lacks', async () => {
    const create = jest.fn();
    const app = await startHost({}, create);

    const rehearsal = await request(app.getHttpServer()).get('/greetings/rehearsal/Ada');
    const refused = await request(app.getHttpServer()).get('/greetings/Ada');

    expect(rehearsal.body).toEqual({ greeting: 'Greet Ada in one sentence.' });
    expect(refused.status).toBe(502);
    expect(refused.body).toMatchObject({ message: 'OPENAI_API_KEY missing in environment.' });
    expect(create).not.toHaveBeenCalled();
    await app.close();
  });

  it('leaves the routes of the gateway out, as it asks for', async () => {
    const app = await startHost({}, jest.fn());

    expect((await request(app.getHttpServer()).get('/agents/llm-providers')).status).toBe(404);
    await app.close();
  });

  it('tells of the routes, where the host has them, in the host’s own OpenAPI document', async () => {
    const imports = [
      ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, skipProcessEnv: true }),
      LlmProvidersModule.forRoot({}),
    ];
    const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication();
    const { paths, components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());

    expect(paths).toHaveProperty(['/agents/llm-providers/{provider}', 'post', 'summary'], 'Send a prompt');
    expect(components?.schemas).toHaveProperty('PromptRequest.properties.prompt');
    await app.close();
  });
});
