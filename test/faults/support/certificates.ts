import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateTerms {
  /** The host that it is for. */
  readonly host: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

export interface Authority extends Certificate {
  issue(terms: CertificateTerms): Certificate;
}

/** Object identifiers of X.509 (RFC 5280) in DER: common name, names of hosts, what an authority is, ECDSA with SHA-256. */
const COMMON_NAME = oid('550403');
const SUBJECT_ALT_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');
const ECDSA_SHA256 = der(0x30, oid('2a8648ce3d040302'));
const TRUE = der(0x01, Buffer.from([0xff]));

/** Makes certificates for the time of a test, so that none lies in the repository to be found, or to expire. */
export function createAuthority(name: string, terms: Omit<CertificateTerms, 'host'>): Authority {
  const own = newKey();
  const constraints = extension(BASIC_CONSTRAINTS, der(0x30, TRUE), true);
  const issuer = { name, key: own };
  return {
    cert: certificate({ ...terms, subject: name, publicKey: own, extensions: [constraints], issuer }),
    key: pem(own),
    issue: ({ host, ...validity }) => {
      const key = newKey();
      const names = der(0x30, der(host === '127.0.0.1' ? 0x87 : 0x82, hostBytes(host)));
      const extensions = [extension(SUBJECT_ALT_NAME, names)];
      return {
        cert: certificate({ ...validity, subject: host, publicKey: key, extensions, issuer }),
        key: pem(key),
      };
    },
  };
}

interface CertificateFields extends Omit<CertificateTerms, 'host'> {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly issuer: { readonly name: string; readonly key: KeyObject };
}

function certificate(fields: CertificateFields): string {
  const { subject, publicKey, extensions, issuer, validFromMs, validToMs } = fields;
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_SHA256,
    nameOf(issuer.name),
    der(0x30, time(validFromMs), time(validToMs)),
    nameOf(subject),
    createPublicKey(publicKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const bytes = der(0x30, body, ECDSA_SHA256, bits(sign('sha256', body, issuer.key)));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function hostBytes(host: string): Buffer {
  return host === '127.0.0.1' ? Buffer.from([127, 0, 0, 1]) : Buffer.from(host);
}

function nameOf(text: string): Buffer {
  return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(text)))));
}

function extension(id: Buffer, value: Buffer, isCritical = false): Buffer {
  return der(0x30, id, ...(isCritical ? [TRUE] : []), der(0x04, value));
}

/** `20261123120000Z` */
function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/\.\d+|\D/g, '');
  return der(0x18, Buffer.from(`${digits}Z`));
}

function bits(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** Tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
