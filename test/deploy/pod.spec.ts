import { requireKeysBeyondLoopback } from '../../src/access/beyond-loopback.js';
import { parseConfigFile } from '../../src/config/config-file/config-file.js';
import { readEnvironment, WrongEnvironmentError } from '../../src/config/environment.js';
import { readServerSettings } from '../../src/config/settings.js';
import { SHIPPED_DEFINITIONS } from '../../src/llm-providers/catalog.js';
import { at, readResource } from './deploy-files.js';

const read = (name: string) => readResource(`deploy/kubernetes/${name}.yaml`);

const secret = read('secret.example');
const configMap = read('configmap');
const pod = at(read('deployment'), 'spec.template.spec');
const container = at(pod, 'containers.0');

/** A caller reads the last event in this time, before the gateway closes what is left. */
const GRACE_AFTER_DRAIN_SECONDS = 2;

/** The container's own variables; those of the Secret come beside them. */
const environment = Object.fromEntries(
  (at(container, 'env') as readonly { name: string; value: string }[]).map(({ name, value }) => [
    name,
    value,
  ]),
);

describe('a pod’s end', () => {
  it('leaves time for preStop, for the whole drain and for the last events', () => {
    const preStopSeconds = at(container, 'lifecycle.preStop.sleep.seconds') as number;
    const drainSeconds = readServerSettings((name) => environment[name]).DRAIN_TIMEOUT_MS / 1000;
    const neededSeconds = preStopSeconds + drainSeconds + GRACE_AFTER_DRAIN_SECONDS;
    expect(at(pod, 'terminationGracePeriodSeconds')).toBeGreaterThan(neededSeconds);
  });

  it('drains as long as the gateway does by default', () => {
    const byDefault = readServerSettings(() => undefined).DRAIN_TIMEOUT_MS;
    expect(environment['DRAIN_TIMEOUT_MS']).toBe(String(byDefault));
  });
});

describe('settings', () => {
  const file = parseConfigFile(
    (at(configMap, 'data') as Record<string, string>)['tollgate.yaml'] ?? '',
    SHIPPED_DEFINITIONS,
  );
  const keys = at(secret, 'stringData') as Readonly<Record<string, string>>;

  it('are what the gateway accepts, once it has keys for its callers', () => {
    const { server } = readEnvironment(
      { ...keys, ...environment, GATEWAY_API_KEYS: 'k'.repeat(16) },
      SHIPPED_DEFINITIONS,
      file,
    );
    expect(server).toMatchObject({ HOST: '0.0.0.0', PORT: 3000, LOG_FORMAT: 'json' });
  });

  it('do not start a gateway with the form as it is', () => {
    const { server } = readEnvironment({ ...keys, ...environment }, SHIPPED_DEFINITIONS, file);
    expect(() => requireKeysBeyondLoopback(server, { areNeeded: false })).toThrow(WrongEnvironmentError);
  });

  it('come with a form that has a line for every key, and no key', () => {
    const shipped = SHIPPED_DEFINITIONS.map(({ apiKeyVariable }) => apiKeyVariable).filter(
      (name) => name !== null,
    );
    const own = file.operator.providers.flatMap(({ apiKeyVariables = [] }) => apiKeyVariables);
    const names = ['GATEWAY_API_KEYS', 'ADMIN_API_KEY', 'DATABASE_URL', 'REDIS_URL', ...shipped, ...own];
    expect(keys).toEqual(Object.fromEntries(names.map((name) => [name, ''])));
    expect(at(container, 'envFrom')).toEqual([{ secretRef: { name: at(secret, 'metadata.name') } }]);
  });

  it('name the file that the ConfigMap is mounted as', () => {
    expect(environment['TOLLGATE_CONFIG']).toBe(
      `${String(at(container, 'volumeMounts.0.mountPath'))}/tollgate.yaml`,
    );
    expect(at(container, 'volumeMounts.0.name')).toBe(at(pod, 'volumes.0.name'));
    expect(at(pod, 'volumes.0.configMap.name')).toBe(at(configMap, 'metadata.name'));
  });

  it('bring a provider of the operator’s own', () => {
    expect(file.operator.providers).toMatchObject([
      { id: 'in-house', baseUrl: 'https://llm.internal.example/v1', defaultModel: 'house-large' },
    ]);
  });

  it('leave a third of the memory to what is not Node’s heap', () => {
    expect(environment['NODE_OPTIONS']).toBe('--max-old-space-size=640');
    expect(at(container, 'resources')).toEqual({
      requests: { cpu: '500m', memory: '512Mi' },
      limits: { memory: '1Gi' },
    });
  });
});

describe('what a pod may do', () => {
  it('is nothing beyond running as nobody', () => {
    expect(at(pod, 'securityContext')).toEqual({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(at(container, 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('is not to speak to the cluster', () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('is to read its configuration, and no more', () => {
    expect(at(container, 'volumeMounts')).toEqual([
      { name: 'config', mountPath: '/etc/tollgate', readOnly: true },
    ]);
  });
});
