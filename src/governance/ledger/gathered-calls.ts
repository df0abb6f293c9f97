import { toGatewayError } from '../../common/errors.js';
import type { GatheredRecord } from '../../storage/journal/gathered-records.js';
import type { Journal } from '../../storage/journal/journal.js';
import type { CallBatch } from './call-batch.js';
import type { UnwrittenEnd, UnwrittenEnds } from './unwritten-ends.js';

/** The beginning of a call, on its way into the journal. */
export class GatheredBeginning implements GatheredRecord {
  readonly needsRoom = true;

  constructor(
    readonly text: string,
    private readonly journal: Pick<Journal, 'appendIfRoom'>,
    /** It could not begin after all. */
    private readonly forget: () => void,
  ) {}

  writeAlone(): void {
    try {
      this.journal.appendIfRoom(this.text);
    } catch (error) {
      this.forget();
      throw toGatewayError(error);
    }
  }
}

/** The end of one. It is written whatever room is left: the call was let in before. */
export class GatheredEnd implements GatheredRecord, Omit<UnwrittenEnd, 'error'> {
  readonly needsRoom = false;

  constructor(
    readonly text: string,
    readonly batch: CallBatch,
    readonly addTo: (batch: CallBatch) => void,
    private readonly unwritten: UnwrittenEnds,
  ) {}

  writeAlone(): void {
    try {
      this.unwritten.writeBehind(this.text);
    } catch (error) {
      const { text, batch, addTo } = this;
      this.unwritten.add({ text, batch, addTo, error });
      throw toGatewayError(error);
    }
  }
}
