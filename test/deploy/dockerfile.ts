export interface Instruction {
  readonly keyword: string;
  readonly text: string;
}

/** A stage: what stands between a FROM, itself included, and the next one. */
export type Stage = readonly Instruction[];

/** The stages of a Dockerfile, continued lines joined and comments left out. */
export function stagesOf(dockerfile: string): Stage[] {
  const stages: Instruction[][] = [];
  const lines = dockerfile
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const [keyword = '', ...rest] = line.trim().split(/\s+/);
    if (keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push({ keyword, text: rest.join(' ') });
  }
  return stages;
}

/** What the instructions of a kind say, in their order. */
export const textsOf = (stage: Stage, keyword: string): string[] =>
  stage.filter((instruction) => instruction.keyword === keyword).map(({ text }) => text);
