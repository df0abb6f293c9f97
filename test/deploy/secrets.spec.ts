import { at, listFiles, readResource, readText } from './deploy-files.js';

const files = [
  'deploy/Dockerfile',
  'deploy/README.md',
  ...listFiles('grafana', '.json'),
  ...listFiles('istio', '.yaml'),
  ...listFiles('kubernetes', '.yaml'),
];

/** The ways in which keys of providers, tokens and private keys begin. */
const KEY_LIKE = /\b(sk-[\w-]{8}|AIza[\w-]{8}|ghp_\w{8}|eyJ[\w-]{8}|Bearer \w{8})|-----BEGIN/;

describe('the files for deployment', () => {
  it.each(files)('%s holds nothing that looks like a key', (file) => {
    expect(readText(file)).not.toMatch(KEY_LIKE);
  });

  it('have keys from the Secret only', () => {
    const deployment = readResource('deploy/kubernetes/deployment.yaml');
    const variables = at(deployment, 'spec.template.spec.containers.0.env') as readonly { name: string }[];
    expect(variables.filter(({ name }) => /KEY|TOKEN|SECRET|PASSWORD/.test(name))).toEqual([]);
  });

  it.each(['sk-proj-abcdefgh', 'AIzaSyAbcdefgh', 'Bearer abcdefgh', '-----BEGIN PRIVATE KEY-----'])(
    'would not get past with %s',
    (text) => {
      expect(`value: ${text}`).toMatch(KEY_LIKE);
    },
  );
});
