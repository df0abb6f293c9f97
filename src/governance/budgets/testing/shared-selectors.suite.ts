import type { Store } from '../../../storage/store.js';
import { LedgerWriter } from '../../ledger/ledger-writer.js';
import { closePending } from '../../ledger/pending-calls.js';
import { writeLateCall } from '../../ledger/write-late-call.js';
import type { Spender } from '../spender.js';
import { EVERYTHING, GONE, RED, RED_SPENDER, stageSharedBook } from './shared-book-stage.js';

/** Selectors that nodes hear of one behind the other. @param open an empty store, that nobody else uses. */
export function describeSharedSelectors(open: () => Promise<Store>): void {
  describe('a book of selectors that nodes share', () => {
    const stage = stageSharedBook(open);
    const { ended, reserve, windows } = stage;

    const about = async (name: string, match: object) => {
      const definition = JSON.stringify({ match });
      const row = { kind: 'selector', name, definition, created_at: 0, updated_at: 0 } as const;
      await stage.store.db.insertInto('scopes').values(row).execute();
      await reserve([{ ...RED, scope: { kind: 'selector', id: name } }], 0n);
    };

    it('charges calls to a selector that their node has not heard of, where they have what it asks for', async () => {
      await about('apollo', { team: 'red', 'tag.project': 'apollo', 'metadata.plan': 'free' });
      await about('soyuz', { team: 'red', 'tag.project': 'soyuz' });
      await about('heard', { team: 'red' });
      const spender = { ...RED_SPENDER, tags: { project: 'apollo' }, metadata: { plan: 'free' } };
      const call = ended(await reserve([], 0n, 1), 7n);
      await stage.writer.close({ ...call, charge: { ...call.charge, spender } });
      expect(await windows()).toEqual([
        ['selector:apollo', 7n, 0n],
        ['selector:heard', 0n, 0n],
        ['selector:soyuz', 0n, 0n],
      ]);
    });

    it('charges calls beside a selector, and a key, with texts that no store keeps', async () => {
      for (const [name, text] of [
        ['zero', '\0'],
        ['half', '\ud800'],
      ] as const)
        await about(name, { 'metadata.plan': text });
      await about('like them', { 'metadata.plan': '\\u0000' });
      const spender = { ...RED_SPENDER, metadata: { plan: '\\u0000', [`\0`]: 'x', other: '\ud800' } };
      const call = ended(await reserve([EVERYTHING], 10n), 7n);
      await stage.writer.close({ ...call, charge: { ...call.charge, spender } });
      expect(await windows()).toEqual([
        ['everything', 7n, 0n],
        ['selector:half', 0n, 0n],
        ['selector:like them', 7n, 0n],
        ['selector:zero', 0n, 0n],
      ]);
    });

    it.each<[string, 'end' | 'late' | 'gone']>([
      ['end', 'end'],
      ['end late', 'late'],
      ['are lost with their node', 'gone'],
    ])('charges a selector by what it asks for now, of calls that began before and %s', async (_, how) => {
      const tagged = (project: string) => ({ ...RED_SPENDER, tags: { project } });
      const match = (project: string) => JSON.stringify({ 'tag.project': project });
      // of one node that has heard of the change, and one that has not
      for (const [name, heard] of [
        ['heard of', 'new'],
        ['unheard of', 'old'],
      ] as const) {
        await about(name, { 'tag.project': 'new' });
        const selectorsOf = ({ tags }: Spender) => ({
          matching: tags['project'] === heard ? [name] : [],
          known: [{ name, match: match(heard) }],
        });
        const node = new LedgerWriter(stage.store, selectorsOf);
        for (const project of ['old', 'new']) {
          const own = project === 'old' ? [{ ...RED, scope: { kind: 'selector', id: name } as const }] : [];
          const tags = JSON.stringify({ project });
          const begun = await reserve(own, 7n, 0, { tags });
          const call = ended(begun, 7n);
          const closed = { ...call, charge: { ...call.charge, spender: tagged(project) } };
          const late = { id: String(begun.row.id), opened: begun.row, closed, isUnchecked: false };
          if (how === 'late') await writeLateCall(stage.store, node, late);
          if (how === 'end') await node.close(closed);
          if (how === 'gone') await closePending(stage.store, { ...GONE, selectorsOf });
        }
        expect(await windows()).toContainEqual([`selector:${name}`, 7n, 0n]);
      }
    });
  });
}
