import { parse } from 'yaml';
import { readServerSettings } from '../../src/config/settings.js';
import { at, listFiles, readResource } from './deploy-files.js';

const read = (name: string) => readResource(`deploy/istio/${name}.yaml`);

const deployment = readResource('deploy/kubernetes/deployment.yaml');
const service = readResource('deploy/kubernetes/service.yaml');
const serviceName = at(service, 'metadata.name');
const rule = at(read('destinationrule'), 'spec');
const route = at(read('virtualservice'), 'spec.http.0');

const seconds = (text: unknown): number => Number(/^(\d+)s$/.exec(String(text))?.[1]);

describe('the example for Istio', () => {
  it('is applied over the manifests for Kubernetes', () => {
    const own = ['deployment.patch.yaml', 'kustomization.yaml'];
    const names = listFiles('istio', '.yaml').map((file) => file.slice(file.lastIndexOf('/') + 1));
    expect(read('kustomization')).toMatchObject({
      resources: ['../kubernetes', ...names.filter((name) => !own.includes(name))],
      patches: [{ path: 'deployment.patch.yaml' }],
    });
  });

  it('means the gateway’s Service and pods', () => {
    expect(at(read('virtualservice'), 'spec.hosts')).toEqual([serviceName]);
    expect(route).toMatchObject({
      route: [{ destination: { host: serviceName, port: { number: at(service, 'spec.ports.0.port') } } }],
    });
    expect(rule).toMatchObject({ host: serviceName });
    const { matchLabels } = at(deployment, 'spec.selector') as { readonly matchLabels: unknown };
    expect(at(read('telemetry'), 'spec.selector')).toEqual({ matchLabels });
    expect(at(read('networkpolicy'), 'spec.podSelector')).toEqual({ matchLabels });
    expect(at(read('deployment.patch'), 'metadata.name')).toBe(at(deployment, 'metadata.name'));
  });

  it('retries only what never reached a gateway, and cuts no stream', () => {
    expect(route).toMatchObject({
      retries: { attempts: 1, retryOn: 'connect-failure,refused-stream' },
      timeout: '0s',
    });
  });

  it('ejects no pod for what it answers', () => {
    expect(at(rule, 'trafficPolicy.outlierDetection')).toMatchObject({
      splitExternalLocalOriginErrors: true,
      consecutiveGatewayErrors: 0,
      consecutive5xxErrors: 0,
      maxEjectionPercent: 50,
    });
  });

  it('closes an idle connection before the gateway does', () => {
    const keepAliveSeconds = readServerSettings(() => undefined).KEEP_ALIVE_TIMEOUT_MS / 1000;
    const idleSeconds = seconds(at(rule, 'trafficPolicy.connectionPool.http.idleTimeout'));
    expect(idleSeconds).toBeLessThan(keepAliveSeconds);
  });

  it('starts the proxy before the gateway and ends it after the drain, within the pod’s time', () => {
    const annotations = at(read('deployment.patch'), 'spec.template.metadata.annotations') as Record<
      string,
      string
    >;
    const proxy: unknown = parse(annotations['proxy.istio.io/config'] ?? '');
    expect(proxy).toMatchObject({ holdApplicationUntilProxyStarts: true });
    const pod = at(deployment, 'spec.template.spec');
    const drainSeconds = readServerSettings(() => undefined).DRAIN_TIMEOUT_MS / 1000;
    const preStopSeconds = at(pod, 'containers.0.lifecycle.preStop.sleep.seconds') as number;
    const proxySeconds = seconds(at(proxy, 'terminationDrainDuration'));
    expect(proxySeconds).toBeGreaterThan(preStopSeconds + drainSeconds);
    expect(proxySeconds).toBeLessThan(at(pod, 'terminationGracePeriodSeconds') as number);
  });

  it('lets the proxy reach its control plane, and Prometheus reach the proxy', () => {
    expect(at(read('networkpolicy'), 'spec.egress.0.ports')).toEqual([{ port: 15012, protocol: 'TCP' }]);
    expect(at(read('networkpolicy'), 'spec.ingress.0.ports')).toEqual([{ port: 15020, protocol: 'TCP' }]);
  });
});
