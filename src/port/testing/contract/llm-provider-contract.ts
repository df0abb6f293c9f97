import { describeAnswers } from './describe-answers.js';
import { describeCall } from './describe-call.js';
import { describeEmbeddings } from './describe-embeddings.js';
import { describeEnds } from './describe-ends.js';
import { describeFailures } from './describe-failures.js';
import { describeForms } from './describe-forms.js';
import { describeOddFailures } from './describe-odd-failures.js';
import { describeOddTexts } from './describe-odd-texts.js';
import { describeStreams } from './describe-streams.js';
import { describeTransport } from './describe-transport.js';
import { borrowedSources } from './fixture-sources.js';
import { loadFixtures } from './fixtures.js';
import type { ContractEntry } from './replay.js';

export interface ContractSubject {
  readonly entry: ContractEntry;
  /** The folder of the provider's fixtures. */
  readonly fixtures: string;
}

/** What the port asks of every provider, checked of its adapter and client against its own fixture. */
export function describeLlmProviderContract(
  name: string,
  { entry, fixtures: folder }: ContractSubject,
): void {
  describe(`${name} as a provider`, () => {
    const fixtures = loadFixtures(folder);

    it('has fixtures that say where they were read, and when', () => {
      for (const { source, readOn } of fixtures.origins) {
        expect(source).toMatch(/\S/);
        expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    });

    it('has fixtures of its own: none names the source of another provider, unless "sharedWith" says so', () => {
      expect(borrowedSources(folder)).toEqual([]);
    });

    describeAnswers(entry, fixtures);
    describeFailures(entry, fixtures);
    describeCall(entry, fixtures);
    describeEmbeddings(entry, fixtures);
    if (entry.client !== null) {
      describeTransport(entry);
      describeStreams(entry, fixtures);
      describeEnds(entry, fixtures);
      describeForms(entry, fixtures);
      describeOddFailures(entry);
      describeOddTexts(entry);
      return;
    }
    it('has no wire whose bytes could be cut or split', () => {
      for (const { stream, body } of fixtures.answers) expect([stream, body]).toEqual([null, undefined]);
    });
  });
}
