import { BlockList, isIPv6 } from 'node:net';
import { at, listFiles, readResource } from './deploy-files.js';

const read = (name: string) => readResource(`deploy/kubernetes/${name}.yaml`);

const deployment = read('deployment');
const service = read('service');
const networkPolicy = read('networkpolicy');
const pod = at(deployment, 'spec.template.spec');
const container = at(pod, 'containers.0');

type EgressRules = readonly [
  dns: unknown,
  stores: unknown,
  internet: {
    readonly to: readonly {
      readonly ipBlock: { readonly cidr: string; readonly except: readonly string[] };
    }[];
  },
];

const SELECTOR = { 'app.kubernetes.io/name': 'tollgate' };

/** The container's own variables; those of the Secret come beside them. */
const environment = Object.fromEntries(
  (at(container, 'env') as readonly { name: string; value: string }[]).map(({ name, value }) => [
    name,
    value,
  ]),
);
const ports = at(container, 'ports') as readonly { name: string; containerPort: number }[];

describe('the objects for Kubernetes', () => {
  it('are applied together, but for the form of the Secret and the list itself', () => {
    const own = ['kustomization.yaml', 'secret.example.yaml'];
    const names = listFiles('kubernetes', '.yaml').map((file) => file.slice(file.lastIndexOf('/') + 1));
    expect(read('kustomization')).toMatchObject({ resources: names.filter((name) => !own.includes(name)) });
  });

  it.each<[string, unknown]>([
    ['the Deployment', at(deployment, 'spec.selector.matchLabels')],
    ['the Service', at(service, 'spec.selector')],
    ['the NetworkPolicy', at(networkPolicy, 'spec.podSelector.matchLabels')],
    ['the PodDisruptionBudget', at(read('poddisruptionbudget'), 'spec.selector.matchLabels')],
    ['the spread over zones', at(pod, 'topologySpreadConstraints.0.labelSelector.matchLabels')],
    ['the spread over nodes', at(pod, 'topologySpreadConstraints.1.labelSelector.matchLabels')],
  ])('means the gateway’s pods: %s', (_, selector) => {
    expect(selector).toEqual(SELECTOR);
    expect(at(deployment, 'spec.template.metadata.labels')).toMatchObject(SELECTOR);
  });

  it('lets the autoscaler count the pods, by the container that works', () => {
    const { spec } = read('horizontalpodautoscaler');
    expect(spec).toMatchObject({
      scaleTargetRef: {
        apiVersion: deployment.apiVersion,
        kind: 'Deployment',
        name: at(deployment, 'metadata.name'),
      },
      metrics: [{ containerResource: { container: at(container, 'name') } }],
    });
    expect(deployment).not.toHaveProperty('spec.replicas');
  });

  it('never has fewer pods than before while it rolls out', () => {
    expect(at(deployment, 'spec.strategy.rollingUpdate')).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });
});

const family = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** The addresses of ranges like `10.0.0.0/8`; throws for what is no range. */
function addressesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), family(address));
  }
  return list;
}

function mayReach(address: string): boolean {
  const [, , { to: blocks }] = at(networkPolicy, 'spec.egress') as EgressRules;
  const isIn = (ranges: readonly string[]) => addressesOf(ranges).check(address, family(address));
  return blocks
    .map(({ ipBlock }) => ipBlock)
    .filter(({ cidr }) => cidr.includes(':') === address.includes(':')) // Node would map one family into the other
    .some(({ cidr, except }) => isIn([cidr]) && !isIn(except));
}

describe('ports', () => {
  it('are where the gateway listens', () => {
    expect(ports.map(({ name, containerPort }) => [name, String(containerPort)])).toEqual([
      ['http', environment['PORT']],
      ['http-metrics', environment['METRICS_PORT']],
    ]);
  });

  it('are those of the Service, by name and by number', () => {
    const offered = at(service, 'spec.ports') as readonly {
      name: string;
      port: number;
      targetPort: string;
    }[];
    expect(
      offered.map(({ targetPort, port }) => ({ name: targetPort, containerPort: port, protocol: 'TCP' })),
    ).toEqual(ports);
    expect(offered).toMatchObject(ports.map(({ name }) => ({ name, appProtocol: 'http' })));
  });

  it('are those that others may reach', () => {
    expect(at(networkPolicy, 'spec.ingress')).toMatchObject(
      ports.map(({ name }) => ({ ports: [{ port: name }] })),
    );
    expect(at(networkPolicy, 'spec.policyTypes')).toEqual(['Ingress', 'Egress']);
  });

  it('lead out to DNS, to the stores that pods share, and to TLS only', () => {
    const rules = at(networkPolicy, 'spec.egress') as readonly { ports: readonly { port: number }[] }[];
    expect(rules.flatMap((rule) => rule.ports.map(({ port }) => port))).toEqual([53, 53, 5432, 6379, 443]);
    expect(rules[1]).toMatchObject({
      to: [{ namespaceSelector: { matchLabels: { 'tollgate-store': 'true' } } }],
    });
  });

  it.each(['203.0.113.7', '2001:db8::7'])('lead to providers on the internet, as at %s', (address) => {
    expect(mayReach(address)).toBe(true);
  });

  it.each([
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    'fd00:ec2::254',
  ])('lead to no address inside, as at %s', (address) => {
    expect(mayReach(address)).toBe(false);
  });

  it('are those that Prometheus is told of', () => {
    expect(at(deployment, 'spec.template.metadata.annotations')).toMatchObject({
      'prometheus.io/port': environment['METRICS_PORT'],
      'prometheus.io/path': '/metrics',
    });
  });

  it.each([
    ['startupProbe', '/health/live'],
    ['livenessProbe', '/health/live'],
    ['readinessProbe', '/health/ready'],
  ])('are asked by the %s at %s', (probe, path) => {
    expect(at(container, `${probe}.httpGet`)).toEqual({ path, port: 'http' });
  });
});
