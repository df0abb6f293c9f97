import { describeAnswers } from './describe-answers.js';
import { describeCall } from './describe-call.js';
import { describeFailures } from './describe-failures.js';
import { describeStreams } from './describe-streams.js';
import { describeTransport } from './describe-transport.js';
import { loadRecordings } from './recordings.js';
import type { ContractEntry } from './replay.js';

export interface ContractSubject {
  readonly entry: ContractEntry;
  /** The folder of the provider's recordings. */
  readonly recordings: string;
}

/** What the port asks of every provider, checked of its adapter and client against its own recorded answers. */
export function describeLlmProviderContract(
  name: string,
  { entry, recordings: folder }: ContractSubject,
): void {
  describe(`${name} as a provider`, () => {
    const recordings = loadRecordings(folder);

    it('has recordings that say where they were read, and when', () => {
      for (const { source, readOn } of recordings.origins) {
        expect(source).toMatch(/\S/);
        expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    });

    describeAnswers(entry, recordings);
    describeFailures(entry, recordings);
    describeCall(entry, recordings);
    if (entry.client !== null) {
      describeTransport(entry);
      describeStreams(entry, recordings);
      return;
    }
    it('has no wire whose bytes could be cut or split', () => {
      for (const { stream, body } of recordings.answers) expect([stream, body]).toEqual([null, undefined]);
    });
  });
}
