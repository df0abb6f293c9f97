import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PROJECT = join(__dirname, '..', '..');
const CONFIGURATION = join(PROJECT, '.dependency-cruiser.cjs');
const CRUISER = join(PROJECT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

type Sources = Readonly<Record<string, string>>;

/** A small gateway that keeps every rule. */
const SOUND_SOURCES: Sources = {
  'src/main.ts': `import './app.module.js'; import './index.js';`,
  'src/index.ts': `export * from './llm-providers/openai/openai.entry.js';`,
  'src/app.module.ts': `import './llm-providers/providers.module.js'; import './observability/health/health.controller.js';`,
  'src/common/errors.ts': `export const errors = 1;`,
  'src/port/port.ts': `import '../common/errors.js'; import type { OpenAI } from 'openai';`,
  'src/config/environment.ts': `import '../port/port.js'; import '../common/errors.js';`,
  'src/policies/retry.ts': `import '../common/errors.js';`,
  'src/pricing/prices.ts': `import '../port/port.js';`,
  'src/completions/completions.ts': `import '../port/port.js'; import '../policies/retry.js'; import '../pricing/prices.js';`,
  'src/completions/completions.spec.ts': `import '../surfaces/agents/agent.controller.js'; import 'fast-check';`,
  'src/routing/destination.ts': `import '../completions/completions.js'; import '../config/environment.js';`,
  'src/llm-providers/providers.module.ts': `import './catalog.js'; import '../surfaces/agents/agent.controller.js'; import '../surfaces/agents/services/openai-agent.service.js';`,
  'src/llm-providers/catalog.ts': `import './openai/openai.entry.js'; import '../config/environment.js';`,
  'src/llm-providers/provider-entry.ts': `import '../port/port.js';`,
  'src/llm-providers/openai/openai.entry.ts': `import '../provider-entry.js'; import './openai.adapter.js';`,
  'src/llm-providers/openai/openai.adapter.ts': `import 'openai'; import '../../port/port.js';`,
  'src/surfaces/agents/agent.controller.ts': `import './agent.mapper.js'; import '../../routing/destination.js';`,
  'src/surfaces/agents/agent.mapper.ts': `import './dto/prompt.dto.js';`,
  'src/surfaces/agents/dto/prompt.dto.ts': `export const dto = 1;`,
  'src/surfaces/agents/services/openai-agent.service.ts': `import '../../../llm-providers/openai/openai.entry.js';`,
  'src/surfaces/surface-list.ts': `import './agents/agent.mapper.js';`,
  'src/observability/health/health.controller.ts': `import '../../routing/destination.js';`,
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
    'src/llm-providers/acme/acme.client.ts': `import '../../config/environment.js';`,
    'src/llm-providers/acme/acme.definition.ts': `import '../../completions/completions.js';`,
    'src/llm-providers/acme/acme.provider.ts': `import '../provider-entry.js';`,
  },
  'entries-know-their-provider': {
    'src/llm-providers/acme/acme.entry.ts': `import '../openai/openai.adapter.js';`,
    'src/llm-providers/zenith/zenith.entry.ts': `import '../../routing/destination.js';`,
  },
  'catalogue-knows-no-call': {
    'src/llm-providers/nosy.ts': `import '../completions/completions.js';`,
    'src/llm-providers/nosier.ts': `import '../routing/destination.js';`,
  },
  'config-is-innermost': {
    'src/config/nosy.ts': `import '../llm-providers/catalog.js';`,
    'src/config/config-file/nosy.ts': `import '../../completions/completions.js';`,
  },
  'config-without-framework': { 'src/config/framed.ts': `import '@nestjs/common';` },
  'completions-know-the-port': {
    'src/completions/nosy.ts': `import '../llm-providers/openai/openai.adapter.js';`,
    'src/completions/nosy-type.ts': `import type {} from '../llm-providers/openai/openai.adapter.js';`,
    'src/completions/upward.ts': `import '../routing/destination.js';`,
  },
  'governance-stands-at-the-gate': {
    'src/governance/nosy.ts': `import '../routing/destination.js';`,
  },
  'storage-knows-no-subject': { 'src/storage/nosy.ts': `import '../completions/completions.js';` },
  'routing-knows-completions': {
    'src/routing/nosy.ts': `import '../llm-providers/openai/openai.adapter.js';`,
  },
  'pricing-knows-the-port': { 'src/pricing/nosy.ts': `import '../completions/completions.js';` },
  'policies-are-mechanisms': {
    'src/policies/nosy.ts': `import '../completions/completions.js';`,
  },
  'surfaces-ask-through-routing': {
    'src/surfaces/agents/direct.ts': `import '../../llm-providers/openai/openai.adapter.js';`,
    'src/surfaces/listing.ts': `import '../llm-providers/catalog.js';`,
  },
  'agent-services-know-a-definition': {
    'src/surfaces/agents/services/direct.ts': `import '../../../llm-providers/openai/openai.adapter.js';`,
  },
  'surfaces-are-outermost': {
    'src/elsewhere/upward.ts': `import '../surfaces/agents/agent.mapper.js';`,
    'src/observability/metrics/wire-shaped.ts': `import '../../surfaces/agents/dto/prompt.dto.js';`,
  },
  'surfaces-are-apart': {
    'src/surfaces/openai/neighbour.ts': `import '../agents/dto/prompt.dto.js';`,
  },
  'transport-is-outermost': {
    'src/elsewhere/asking.ts': `import '../observability/health/health.controller.js';`,
    'src/surfaces/openai/asking.ts': `import '../../observability/health/health.controller.js';`,
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
  const options = ['--config', CONFIGURATION, '--output-type', 'json', 'src'];
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

  it('have a breach planted for each of them', () => {
    const { forbidden } = require(CONFIGURATION) as { forbidden: readonly { name: string }[] };
    expect(Object.keys(BREACHES).toSorted()).toEqual(forbidden.map(({ name }) => name).toSorted());
  });
});
