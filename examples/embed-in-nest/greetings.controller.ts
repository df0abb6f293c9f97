import { BadGatewayException, Controller, Get, Param } from '@nestjs/common';
import { OpenAIAgentService, SandboxAgentService } from 'tollgate';

@Controller('greetings')
export class GreetingsController {
  constructor(
    private readonly openai: OpenAIAgentService,
    private readonly sandbox: SandboxAgentService,
  ) {}

  /** `GET /greetings/Ada` answers from OpenAI where there is a key; ask `/greetings/rehearsal/Ada` where there is none. */
  @Get(':name')
  greet(@Param('name') name: string): Promise<{ greeting: string }> {
    return this.ask(this.openai, name);
  }

  @Get('rehearsal/:name')
  rehearse(@Param('name') name: string): Promise<{ greeting: string }> {
    return this.ask(this.sandbox, name);
  }

  private async ask(
    agent: OpenAIAgentService | SandboxAgentService,
    name: string,
  ): Promise<{ greeting: string }> {
    // Never throws: a failure is an envelope too.
    const answer = await agent.processPrompt({ prompt: `Greet ${name} in one sentence.` });
    if (answer.status === 'error') throw new BadGatewayException(answer.message);
    return { greeting: answer.message };
  }
}
