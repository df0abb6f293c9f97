import { listFiles, patched, readResource, type Resource } from './deploy-files.js';
import { complaintsAbout } from './resource-schemas.js';

const DEPLOYMENT = 'deploy/kubernetes/deployment.yaml';
const PATCH = 'deploy/istio/deployment.patch.yaml';

const files = [...listFiles('kubernetes', '.yaml'), ...listFiles('istio', '.yaml')].filter(
  (file) => !file.endsWith('/kustomization.yaml') && file !== PATCH,
);

const service = (port: object): Resource => ({ apiVersion: 'v1', kind: 'Service', spec: { ports: [port] } });

describe('the manifests', () => {
  it.each(files)('%s is what its API accepts', async (file) => {
    await expect(complaintsAbout(readResource(file))).resolves.toEqual([]);
  });

  it('leaves a Deployment that its API accepts where the mesh patches it', async () => {
    const whole = patched(readResource(DEPLOYMENT), readResource(PATCH)) as Resource;
    await expect(complaintsAbout(whole)).resolves.toEqual([]);
  });

  it.each([...files, PATCH])('%s leaves the namespace to who applies it', (file) => {
    expect(readResource(file)).not.toHaveProperty('metadata.namespace');
  });
});

describe('the check of manifests', () => {
  it.each<[string, object, string]>([
    [
      'is misspelt',
      { port: 80, targetport: 'http' },
      '/spec/ports/0/targetport is a field that no schema knows',
    ],
    ['is missing', { name: 'http' }, '/spec/ports/0 must have required property port'],
    ['is of another type', { port: '80' }, '/spec/ports/0/port must be integer'],
  ])('sees a field that %s', async (_, port, complaint) => {
    await expect(complaintsAbout(service(port))).resolves.toEqual([complaint]);
  });

  it('knows the kinds of a mesh no less', async () => {
    const rule: Resource = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      spec: { hosts: ['tollgate'], http: [{ retries: { attempts: 'none' }, timeouts: '1s' }] },
    };
    await expect(complaintsAbout(rule)).resolves.toEqual([
      '/spec/http/0/retries/attempts must be integer',
      '/spec/http/0/timeouts is a field that no schema knows',
    ]);
  });

  it('does not let a kind pass that it has no schema for', async () => {
    await expect(complaintsAbout({ apiVersion: 'v1', kind: 'Servant' })).rejects.toThrow(
      'kubernetes-models/v1/Servant',
    );
  });
});
