import type { Resource } from './deploy-files.js';

/** What the packages of schemas have of each kind; it throws with all that is wrong. */
interface Model {
  readonly prototype: { validate(this: unknown): void };
}

interface Complaint {
  readonly instancePath: string;
  readonly message: string;
}

/**
 * What the API server would refuse the object for; nothing, where it is sound.
 * @throws Error where no schema is known for its kind.
 */
export async function complaintsAbout(resource: Resource): Promise<string[]> {
  const { prototype } = await loadModel(resource);
  const readPaths = new Set<string>();
  const broken = complaintsOf(() => prototype.validate.call(watched(resource, '', readPaths)));
  return [
    ...broken.map(({ instancePath, message }) => `${instancePath} ${message}`),
    ...unreadFields(resource, '', readPaths),
  ];
}

/** The packages keep each kind where its API version says. */
async function loadModel({ apiVersion, kind }: Resource): Promise<Model> {
  const publisher = apiVersion.includes('.istio.io/') ? '@kubernetes-models/istio' : 'kubernetes-models';
  const models = (await import(`${publisher}/${apiVersion}/${kind}`)) as Readonly<Record<string, Model>>;
  const model = models[kind];
  if (model === undefined) throw new Error(`No schema is known for ${apiVersion} ${kind}.`);
  return model;
}

function complaintsOf(validate: () => void): readonly Complaint[] {
  try {
    validate();
    return [];
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly Complaint[] };
    if (errors === undefined) throw error;
    return errors;
  }
}

/**
 * The same value, which notes the path of every field that is read. The schemas accept fields that they do not
 * know, but they read only those that they know: what stays unread is misspelt, or stands in the wrong place.
 */
function watched(value: unknown, path: string, readPaths: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      const field: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return field;
      readPaths.add(`${path}/${key}`);
      return watched(field, `${path}/${key}`, readPaths);
    },
  });
}

function unreadFields(value: unknown, path: string, readPaths: ReadonlySet<string>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const fieldPath = `${path}/${key}`;
    return readPaths.has(fieldPath)
      ? unreadFields(field, fieldPath, readPaths)
      : [`${fieldPath} is a field that no schema knows`];
  });
}
