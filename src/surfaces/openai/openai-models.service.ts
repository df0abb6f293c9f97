import { Injectable } from '@nestjs/common';
import { jsonBytesInTurns } from '../../common/json-pieces.js';
import type { ListCaller } from '../../routing/model-lists/list-caller.js';
import { ServedModels, type ServedList, type ServedListing } from '../served-models.js';
import { toModelObjects, type ModelObject } from './model-object.js';

/** The models that callers can ask for, as OpenAI's API lists them. */
@Injectable()
export class OpenAiModelsService {
  private readonly listing: ServedListing<ModelObject>;
  /** A whole list as it is on the wire: readers who take nothing of it hold these same bytes. */
  private readonly bodies = new WeakMap<ServedList<ModelObject>, Promise<Buffer>>();

  constructor(served: ServedModels) {
    this.listing = served.listing(toModelObjects);
  }

  /** The body of `GET /v1/models`. */
  async listBody(caller: ListCaller): Promise<Buffer> {
    const list = await this.listing.all(caller);
    const body = this.bodies.get(list) ?? jsonBytesInTurns({ object: 'list', data: list.models });
    this.bodies.set(list, body);
    return body;
  }

  /**
   * @param id as the list has it, or a bare name of one provider's model.
   * @throws GatewayError `model.not_found`
   */
  get(id: string, caller: ListCaller): Promise<ModelObject> {
    return this.listing.get(id, caller);
  }
}
