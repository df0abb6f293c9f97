import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PROJECT = join(__dirname, '..', '..');
const CRUISER = join(PROJECT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

type Sources = Readonly<Record<string, string>>;

/** A small gateway that keeps every rule. */
const SOUND_SOURCES: Sources = {
  'src/main.ts': `import './app.module.js'; import './index.js';`,
  'src/index.ts': `export * from './llm-providers/openai/openai.adapter.js';`,
  'src/app.module.ts': `import './surfaces/agents/agent.controller.js';`,
  'src/common/errors.ts': `export const errors = 1;`,
  'src/port/port.ts': `import '../common/errors.js'; import type { OpenAI } from 'openai';`,
  'src/llm-providers/openai/openai.adapter.ts': `import 'openai'; import '../../port/port.js';`,
  'src/surfaces/agents/agent.controller.ts': `import './agent.mapper.js'; import '../../completions/completions.js';`,
  'src/surfaces/agents/agent.mapper.ts': `import './dto/prompt.dto.js';`,
  'src/surfaces/agents/dto/prompt.dto.ts': `export const dto = 1;`,
  'src/completions/completions.ts': `import '../port/port.js'; import '../common/errors.js';`,
  'src/completions/completions.spec.ts': `import '../surfaces/agents/agent.controller.js'; import 'fast-check';`,
  'test/support/upstream.ts': `export const upstream = 1;`,
};

/** Files with one breach each, below the rule that has to name them. */
const BREACHES: Readonly<Record<string, Sources>> = {
  'no-circular': { 'src/common/ring.ts': `import './ring.js';` },
  'no-orphan': { 'src/common/lonely.ts': `export const lonely = 1;` },
  'no-unresolvable': { 'src/common/lost.ts': `import './nowhere.js';` },
  'common-stands-alone': { 'src/common/nosy.ts': `import '../completions/completions.js';` },
  'port-knows-common-only': { 'src/port/nosy.ts': `import '../llm-providers/openai/openai.adapter.js';` },
  'port-runs-no-package': { 'src/port/busy.ts': `import 'undici';` },
  'adapters-know-the-port': {
    'src/llm-providers/acme/acme.adapter.ts': `import '../openai/openai.adapter.js';`,
    'src/llm-providers/acme/acme.definition.ts': `import '../../completions/completions.js';`,
  },
  'completions-know-the-port': {
    'src/completions/nosy.ts': `import '../llm-providers/openai/openai.adapter.js';`,
    'src/completions/nosy-type.ts': `import type {} from '../llm-providers/openai/openai.adapter.js';`,
  },
  'policies-are-mechanisms': {
    'src/policies/nosy.ts': `import '../completions/completions.js';`,
  },
  'transport-is-outermost': {
    'src/elsewhere/upward.ts': `import '../surfaces/agents/agent.controller.js';`,
    'src/llm-providers/upward.ts': `import '../surfaces/agents/agent.controller.js';`,
  },
  'wire-shapes-stay-at-the-surface': {
    'src/elsewhere/wire-shaped.ts': `import '../surfaces/agents/dto/prompt.dto.js';`,
  },
  'app-module-is-the-top': { 'src/elsewhere/topmost.ts': `import '../app.module.js';` },
  'product-without-tests': {
    'src/elsewhere/tested.ts': `import '../../test/support/upstream.js';`,
    'src/elsewhere/tested.spec.ts': `import '../../test/support/upstream.js';`,
  },
  'openai-sdk-at-the-edge': { 'src/completions/direct.ts': `import 'openai';` },
  'product-without-development-packages': { 'src/elsewhere/developed.ts': `import 'fast-check';` },
};

function breachesIn(sources: Sources): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-architecture-'));
  try {
    for (const name of ['package.json', 'tsconfig.json']) cpSync(join(PROJECT, name), join(folder, name));
    symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'dir');
    for (const [file, source] of Object.entries(sources)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), source);
    }
    return cruise(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each breach as `rule: file`. */
function cruise(folder: string): string[] {
  const options = ['--config', join(PROJECT, '.dependency-cruiser.cjs'), '--output-type', 'json', 'src'];
  const output = execFileSync(process.execPath, [CRUISER, ...options], { cwd: folder, encoding: 'utf8' });
  const { summary } = JSON.parse(output) as {
    summary: { violations: readonly { rule: { name: string }; from: string }[] };
  };
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).toSorted();
}

describe('the import rules', () => {
  it('accept a sound gateway, and name every breach of one', () => {
    const planted = Object.entries(BREACHES).flatMap(([rule, files]) =>
      Object.keys(files).map((file) => `${rule}: ${file}`),
    );
    const sources = Object.assign({}, SOUND_SOURCES, ...Object.values(BREACHES)) as Sources;

    expect(breachesIn(sources)).toEqual(planted.toSorted());
  });
});
