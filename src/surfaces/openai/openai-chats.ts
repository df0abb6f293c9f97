import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { CompletionCall } from '../../completions/completion-call.js';
import { CompletionsService } from '../../completions/completions.service.js';
import type { OpenedStream } from '../../completions/opened-stream.js';
import type { CallOnItsWay } from '../../completions/relay/call-on-its-way.js';
import type { RelayedStream } from '../../completions/relay/relayed-stream.js';
import type { ChatRequest } from './chat-request.js';
import { chatFrames, toChatFrame } from './chat-stream.js';
import type { OpenAiCall } from './openai-call.js';
import { OpenAiCalls } from './openai-calls.js';
import { toToldUsage } from './told-usage.js';

/** Answers chats under `/v1`, by whichever way they came in. */
@Injectable()
export class OpenAiChats {
  constructor(
    private readonly calls: OpenAiCalls,
    private readonly completions: CompletionsService,
  ) {}

  /**
   * Answers a request whose body is in order.
   * @param onItsWay what was done for it before it came here.
   */
  async answer(
    chat: ChatRequest,
    request: Request,
    response: Response,
    onItsWay?: CallOnItsWay,
  ): Promise<void> {
    const work = async (open: OpenAiCall) => {
      const call = await open.toCall(chat.request);
      await (chat.isStream ? this.stream(call, chat, open) : this.complete(call, open));
    };
    await this.calls.answer(request, response, work, { onItsWay });
  }

  /** Goes on with a stream whose beginning the caller has. */
  async goOn(stream: RelayedStream, chat: ChatRequest, request: Request, response: Response): Promise<void> {
    await this.calls.answer(request, response, (open) => this.send(stream.open(open.context), chat, open));
  }

  private async complete(call: CompletionCall, open: OpenAiCall): Promise<void> {
    const result = await this.completions.complete(call, open.context);
    const { completion } = result;
    const usage = completion.usage && toToldUsage(completion.usage, completion.service_tier);
    await open.send(usage === completion.usage ? completion : { ...completion, usage }, result);
  }

  private async stream(call: CompletionCall, chat: ChatRequest, open: OpenAiCall): Promise<void> {
    await this.send(await this.completions.openStream(call, open.context), chat, open);
  }

  private send(opened: OpenedStream, chat: ChatRequest, open: OpenAiCall): Promise<void> {
    return open.sendStream(opened, (parts) => chatFrames(parts, chat), toChatFrame);
  }
}
