import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../../common/errors.js';
import { isObject, type Fields } from '../../../common/fields.js';
import type { CompletionCall } from '../../../completions/completion-call.js';
import type { AnswerPart } from '../../../completions/opened-stream.js';
import { CompletionsService } from '../../../completions/completions.service.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { StoredRequest } from '../../../port/native-responses.js';
import { letEstimate, ownCount } from '../../own-count.js';
import { TokenEstimate } from '../../token-estimate.js';
import type { OpenAiCall } from '../openai-call.js';
import { EventNumbers, toResponseFrame } from './answer/response-stream.js';
import { toldAgain } from './answer/told-again.js';
import { OwnedAnswers } from './owned/answer-owner.js';
import { OwnedResponses, type OwnedResponse } from './owned/owned-responses.js';
import { itemIdsOf, withItemId } from './owned/owned-items.js';
import { markThoughts } from './owned/owned-thoughts.js';
import { prepared, toldBy } from './prepared-response.js';
import type { ResponsesBody } from './request/responses-request.js';
import { askStored, askStoredEvents } from './stored-operation.js';

/** What is asked, and under which id the caller knows the response. */
export interface AskedStored extends Omit<StoredRequest, 'id'> {
  readonly id: string;
  /** By its events. */
  readonly isStream?: boolean;
}

/** What providers keep of responses, for the callers who asked for them. */
@Injectable()
export class StoredResponses {
  constructor(
    private readonly completions: CompletionsService,
    private readonly owned: OwnedResponses,
  ) {}

  /** Asks the account that keeps the response, and no other. */
  async answer(asked: AskedStored, work: OpenAiCall): Promise<void> {
    const response = this.owned.find(asked.id, work.context.callerId ?? null);
    if (!response) throw notKept();
    const query = this.withTheirItems(asked.query, response);
    const { method, part, isStream = false } = asked;
    const request = { method, part, query, id: response.id };
    if (isStream) return this.tellAgain(request, response, work);
    const operation = askStored(request);
    const result = await this.completions.complete(callOf(response), work.context, operation);
    const body = this.withOurIds(result.completion.body, response, asked.id);
    await work.send(body, result);
  }

  private async tellAgain(request: StoredRequest, response: OwnedResponse, work: OpenAiCall): Promise<void> {
    const previousId = (id: string) => this.owned.idOf({ ...response, id });
    const answers = new OwnedAnswers(this.owned, { ...response, previousId, hasOthers: true });
    const operation = askStoredEvents(request, (parts) => answers.toParts(parts));
    const opened = await this.completions.openStream(callOf(response), work.context, operation);
    const numbers = new EventNumbers();
    const eventsOf = (parts: AsyncIterable<AnswerPart>) => toldAgain(parts, numbers);
    await work.sendStream(opened, eventsOf, toResponseFrame, numbers.keepAlive);
  }

  /** Asks for the same conversation in fewer tokens. */
  async compact(body: ResponsesBody, work: OpenAiCall): Promise<void> {
    const { call, operation } = await prepared(body, work, this.owned, true);
    const result = await this.completions.complete(call, work.context, operation.compaction);
    const { completion, body: own } = result.completion;
    await work.send(own ?? {}, { ...result, ...toldBy(operation, result), completion });
  }

  /** The provider's own count of a request, where it has one; else an estimate, and a header that says so. */
  async count(body: ResponsesBody, work: OpenAiCall): Promise<void> {
    const { call, operation } = await prepared(body, work, this.owned);
    const { provider } = call.targets[0];
    const asked = { tools: body['tools'], ...call.request };
    const estimated = () => work.sendCount(new TokenEstimate(asked, provider.definition).input, 'estimate');
    if (!operation.count.methodOf(provider)) {
      await letEstimate(this.completions, call, work.context, operation.whole);
      return estimated();
    }
    const result = await ownCount(this.completions.complete(call, work.context, operation.count));
    await (result ? work.sendCount(result.completion, 'provider') : estimated());
  }

  /** Places in a list, as the provider calls them. */
  private withTheirItems(query: string, { callerId }: OwnedResponse): string {
    const asked = new URLSearchParams(query);
    for (const name of ['after', 'before']) {
      const item = this.owned.findItem(asked.get(name) ?? '', callerId);
      if (item) asked.set(name, item.id);
    }
    return asked.size === 0 ? '' : `?${asked.toString()}`;
  }

  /** Ids of responses and items as the caller knows them; thoughts say which account has sealed them. */
  private withOurIds(body: Fields, response: OwnedResponse, handedOut: string): Fields {
    const { id, previous_response_id: previousId } = body;
    const toItemId = itemIdsOf(response, this.owned);
    const toItems = (items: unknown) =>
      Array.isArray(items) && {
        items: markThoughts(items as Fields[], response, this.owned.ownership).map((item) =>
          isObject(item) ? withItemId(item, 'id', toItemId) : item,
        ),
      };
    const [output, listed] = [toItems(body['output']), toItems(body['data'])];
    const places = ['first_id', 'last_id'].flatMap((name): [string, unknown][] => {
      const place = body[name];
      return typeof place === 'string' && toItemId ? [[name, toItemId(place)]] : [];
    });
    return {
      ...body,
      ...(output && { output: output.items }),
      ...(listed && { data: listed.items }),
      ...Object.fromEntries(places),
      ...(id === response.id && { id: handedOut }),
      ...(typeof previousId === 'string' && {
        previous_response_id: this.owned.idOf({ ...response, id: previousId }),
      }),
    };
  }
}

function callOf({ provider, apiKey, model }: OwnedResponse): CompletionCall {
  const request: CompletionRequest = { model: `${provider.definition.id}/${model}`, messages: [] };
  return {
    targets: [{ provider, model }],
    routeId: null,
    request,
    parameters: { defaults: {}, isStrict: false },
    ...(apiKey && { apiKey }),
  };
}

function notKept(): GatewayError {
  const message =
    'No response is kept under this id: Tollgate keeps none itself, and knows those that a provider keeps by the ids that it gave out for the same gateway key. Send the whole conversation to POST /v1/responses.';
  return new GatewayError('request.invalid', message, { param: 'response_id', fault: 'wrong_value' });
}
