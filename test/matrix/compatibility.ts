import { FAILED, type Failed } from './cases/failures.js';
import type { Cell } from './cell.js';
import { expectationOf } from './expectations.js';
import type { Outcome } from './outcome.js';
import { SURFACES, WIRES, type Surface, type Wire } from './pairs.js';

/** What a run saw, in a document. */
export class Compatibility {
  private readonly rows = new Map<string, Map<string, Outcome>>();
  /** Where only a provider that speaks the same is told so, with its name. */
  private readonly failures = new Map<string, Map<string, string>>();

  /** @param outcome `null` = there was nothing to try. */
  see(row: string, surface: Surface, wire: Wire, outcome: Outcome | null): void {
    const cells = this.rows.get(row) ?? new Map<string, Outcome>();
    this.rows.set(row, cells);
    if (outcome !== null) cells.set(placeOf(surface, wire), outcome);
  }

  seeFailure(failed: Failed, { surface, wire, isNative }: Cell, told: string): void {
    const place = placeOfFailure(failed, surface);
    const all = this.failures.get(place) ?? new Map<string, string>();
    const isKnown = isNative && all.has(told);
    this.failures.set(place, isKnown ? all : all.set(told, isNative ? wire.title : ''));
  }

  /** Markdown. */
  get document(): string {
    const parts = [HEAD, ...SURFACES.map((surface) => this.ofSurface(surface)), this.ofFailures(), TAIL];
    return parts.join('\n\n') + '\n';
  }

  private ofSurface(surface: Surface): string {
    const notes: string[] = [];
    const lines = [...this.rows].flatMap(([row, cells]) => {
      const own = WIRES.map((wire) => {
        const outcome = cells.get(placeOf(surface, wire));
        if (outcome === undefined) return '–';
        const { shown, why } = expectationOf(row, surface, wire);
        return (shown ?? outcome) + mark(why, notes);
      });
      return own.every((cell) => cell === '–') ? [] : [line([row, ...own])];
    });
    const head = [line(['', ...WIRES.map(({ title }) => title)]), line(['---', ...WIRES.map(() => '---')])];
    const table = [...head, ...lines].join('\n');
    const told = notes.map((why, at) => `${at + 1}. ${why}`).join('\n');
    return [`## \`${surface.path}\``, table, ...(told === '' ? [] : [told])].join('\n\n');
  }

  private ofFailures(): string {
    const lines = FAILED.map((failed) => {
      const own = SURFACES.map((surface) => [...(this.failures.get(placeOfFailure(failed, surface)) ?? [])]);
      const words = own.map((all) =>
        all.map(([told, by]) => (by === '' ? told : `${told} of ${by}`)).join('; '),
      );
      return line([failed, ...words]);
    });
    const head = [
      line(['At the provider', ...SURFACES.map(({ id }) => id)]),
      line(['---', '---', '---', '---', '---']),
    ];
    return [FAILURES_HEAD, [...head, ...lines].join('\n')].join('\n\n');
  }
}

function placeOf(surface: Surface, wire: Wire): string {
  return `${surface.id} ${wire.id}`;
}

function placeOfFailure(failed: Failed, { id }: Surface): string {
  return `${failed} ${id}`;
}

/** The number of a note, which is added where it is new. */
function mark(why: string, notes: string[]): string {
  if (why === '') return '';
  if (!notes.includes(why)) notes.push(why);
  return ` (${notes.indexOf(why) + 1})`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

const HEAD = `# What works with what

Every API of the gateway serves the models of every provider. This page says what of each API reaches a provider, and what of its answers comes back. It is made from what \`test/matrix/\` saw over HTTP, and a test fails where it says otherwise. The notes give the reasons.

- **travels**: it reaches the other side, in the other's words where they differ, whole and streamed.
- **told**: it has no counterpart, or the model's rules forbid it. It is left out, \`x-tollgate-warnings\` says so, and with \`x-strict-params: true\` the request is refused instead.
- **refused**: the request is refused with 400 in the words of its API, before a provider is asked.
- **kept**: the gateway makes use of it, and the provider is not told. **not needed**: what it asks for happens anyway. **in words**: a text says it.
- **lost**: it is left out, and nobody is told; the note says why.
- **byte for byte**, **field by field**: both sides speak the same API; but for the name of the model, one gets what the other wrote.
- **–**: there is nothing to try. The API has no words for it, or the simulator makes no use of it.

The column *OpenAI Responses* is a provider with both of OpenAI's APIs: it is asked by Responses for callers of that API, and by chat completions for all others, but for models that reason beside tools by Responses alone. *Responses alone* is a provider without chat completions (\`chat_api: false\`).`;

const FAILURES_HEAD = `## Failures

Callers are told in the shape of the API that they speak, whatever the provider speaks, whole and streamed alike; Anthropic's and Gemini's own words reach callers of the same API. What is wrong with the operator's key or account is no fault of the caller's key: 502, never 401 or 403. A provider that has too much to do is told as such where an API has a word for it.`;

const TAIL = `A stream that ends or breaks before it is whole is a failure in every API: an \`error\` chunk without \`[DONE]\`, \`response.failed\`, an \`error\` event without \`message_stop\`, an error and a broken connection for Gemini's clients. Before the first word, it is a status. What is whole is decided in [ADR 0011](adr/0011-the-end-of-a-stream.md).`;
