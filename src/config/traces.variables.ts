import { flag, oneOf, optionalBound, pattern, refuse, wholeNumber, type Variable } from './variable.js';

const ADDRESS = {
  accepted: 'an http:// or https:// address without user, query or fragment',
  matches: {
    test: (text: string) =>
      text === '' || (/^https?:\/\/[^\s?#@/][^\s?#@]*$/i.test(text) && URL.canParse(text)),
  },
  default: '',
};
const FILE = { accepted: 'the path of a PEM file', matches: /^\P{Cc}*$/u, default: '' };
type NamedValues = Readonly<Record<string, string>>;
const ARE_ATTRIBUTES = /^(?:\s*[\w./-]+\s*=[^,]*(?:,(?!$)|$))*$/;
const PROTOCOL = 'http/protobuf';
/** Say of a body where it ends, or of a connection what it is: with them no batch arrives. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Where spans go, and which: variables of OpenTelemetry's (https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 * and …/configuration/sdk-environment-variables/, read 2026-11-29).
 */
export const TRACES_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: pattern(
    {
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      description:
        'Where spans of requests, calls and attempts go, in OTLP over HTTP with protobuf: the address of a collector, to which `/v1/traces` is added. Not set: none are made.',
    },
    ADDRESS,
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: pattern(
    {
      name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      description: 'The same for spans alone, in place of the former: an address to which nothing is added.',
    },
    ADDRESS,
  ),
  OTEL_EXPORTER_OTLP_HEADERS: headerList(
    'OTEL_EXPORTER_OTLP_HEADERS',
    'Headers for that address, as `name=value` pairs with commas between them; values are percent-encoded.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: headerList(
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    'Further ones, which go before those of the same name.',
  ),
  OTEL_EXPORTER_OTLP_TIMEOUT: wholeNumber(
    {
      name: 'OTEL_EXPORTER_OTLP_TIMEOUT',
      description: 'So long a batch of spans may take, further tries included, in milliseconds.',
    },
    { min: 1, max: 600_000, default: 10_000 },
  ),
  OTEL_BSP_SCHEDULE_DELAY: wholeNumber(
    { name: 'OTEL_BSP_SCHEDULE_DELAY', description: 'So long spans wait for others, in milliseconds.' },
    { min: 0, max: 600_000, default: 5_000 },
  ),
  OTEL_BSP_EXPORT_TIMEOUT: wholeNumber(
    {
      name: 'OTEL_BSP_EXPORT_TIMEOUT',
      description:
        'The same as OTEL_EXPORTER_OTLP_TIMEOUT by another name; the shorter of the two times holds.',
    },
    { min: 1, max: 600_000, default: 30_000 },
  ),
  OTEL_BSP_MAX_QUEUE_SIZE: optionalBound(
    {
      name: 'OTEL_BSP_MAX_QUEUE_SIZE',
      description:
        'So many spans wait at most, those on their way included, and 32 MiB of them; further ones are dropped, and counted. Not set: 32 MiB alone, some 60,000 spans.',
    },
    { min: 1, max: 10_000_000 },
  ),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: optionalBound(
    {
      name: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
      description:
        'So many spans go out together, and wait no longer; fewer where they are 512 KiB, or where fewer may wait. Not set: 512 KiB, some 1,000 spans.',
    },
    { min: 1, max: 10_000_000 },
  ),
  OTEL_EXPORTER_OTLP_COMPRESSION: oneOf(
    {
      name: 'OTEL_EXPORTER_OTLP_COMPRESSION',
      description: 'Whether spans are compressed on their way, which takes processor time.',
    },
    ['none', 'gzip'],
    'none',
  ),
  OTEL_EXPORTER_OTLP_CERTIFICATE: pattern(
    {
      name: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
      description:
        'File with the authorities that a collector at https:// is trusted by, in place of Node’s.',
    },
    FILE,
  ),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: pattern(
    {
      name: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      description: 'File with the certificate that such a collector is shown.',
    },
    FILE,
  ),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: pattern(
    { name: 'OTEL_EXPORTER_OTLP_CLIENT_KEY', description: 'File with the private key of that certificate.' },
    FILE,
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(
    { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', description: 'How spans are sent; there is one way.' },
    [PROTOCOL],
    PROTOCOL,
  ),
  OTEL_TRACES_EXPORTER: oneOf(
    { name: 'OTEL_TRACES_EXPORTER', description: '`none`: no spans are made, whatever the others say.' },
    ['otlp', 'none'],
    'otlp',
  ),
  OTEL_SDK_DISABLED: inAnyCase(
    flag({ name: 'OTEL_SDK_DISABLED', description: 'The same, by another name.' }),
  ),
  OTEL_SERVICE_NAME: pattern(
    {
      name: 'OTEL_SERVICE_NAME',
      description:
        '`service.name` of the spans. Not set: that of OTEL_RESOURCE_ATTRIBUTES, or else `tollgate`.',
    },
    { accepted: 'a name of up to 200 characters', matches: /^\P{Cc}{0,200}$/u, default: '' },
  ),
  OTEL_RESOURCE_ATTRIBUTES: attributeList(
    'OTEL_RESOURCE_ATTRIBUTES',
    'What else spans say of this process, as `name=value` pairs with commas between them; values are percent-encoded.',
  ),
  OTEL_TRACES_SAMPLER: oneOf(
    {
      name: 'OTEL_TRACES_SAMPLER',
      description: 'Which traces are recorded; `parentbased_…` keeps to what the caller decided.',
    },
    [
      'parentbased_always_on',
      'parentbased_traceidratio',
      'parentbased_always_off',
      'always_on',
      'traceidratio',
      'always_off',
    ],
    'parentbased_always_on',
  ),
  OTEL_TRACES_SAMPLER_ARG: pattern(
    { name: 'OTEL_TRACES_SAMPLER_ARG', description: 'The share of traces of `…traceidratio`.' },
    { accepted: 'a number from 0 to 1', matches: /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/, default: '1' },
  ),
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: inAnyCase(
    flag({
      name: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
      description:
        'Spans of calls have what was asked and answered in them, masked and bounded as `capture` says. Whoever sees the traces reads it.',
    }),
  ),
} as const;

/** OpenTelemetry's specification has its booleans so. */
function inAnyCase<T>(variable: Variable<T>): Variable<T> {
  return { ...variable, parse: (text) => variable.parse(text.toLowerCase()) };
}

/** Names and values with `=` between them, which may be secret; none where it is not set. */
function headerList(name: string, description: string): Variable<NamedValues> {
  const accepted =
    'pairs such as Authorization=Bearer%20key with commas between them, without headers of the connection';
  const parse = (text: string) => {
    const pairs = namedValues(text);
    const areHeaders = Object.entries(pairs).every(
      ([header, value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(header) &&
        !FRAMING.has(header.toLowerCase()) &&
        /^[\x20-\x7e]*$/.test(value),
    );
    return text === '' || (areHeaders && Object.keys(pairs).length > 0) ? pairs : refuse(accepted);
  };
  return { name, description, accepted, defaultText: '', isSecret: true, parse };
}

function attributeList(name: string, description: string): Variable<NamedValues> {
  const accepted = 'pairs such as deployment.environment.name=production,team=red';
  const parse = (text: string) => (ARE_ATTRIBUTES.test(text) ? namedValues(text) : refuse(accepted));
  return { name, description, accepted, defaultText: '', isSecret: false, parse };
}

/** `name=value,name=value`, values percent-encoded. */
function namedValues(text: string): NamedValues {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // it holds a `%` of its own
  }
}
