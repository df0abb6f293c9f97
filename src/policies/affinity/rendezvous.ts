import { createHash } from 'node:crypto';

/** 64 bits that stand for a text, the same in every process. */
export interface Fingerprint {
  /** Unsigned, 32 bits. */
  readonly high: number;
  /** Unsigned, 32 bits. */
  readonly low: number;
}

export function fingerprintOf(text: string): Fingerprint {
  const digest = createHash('sha256').update(text).digest();
  return { high: digest.readUInt32BE(0), low: digest.readUInt32BE(4) };
}

/**
 * What a session draws for a member: between 0 and 1, both left out, and the same in every process. Whoever has the
 * highest draw among those that are there gets the session, so that a member who comes or goes moves no session but
 * its own: rendezvous hashing (Thaler and Ravishankar, 1998).
 */
export function drawOf(session: Fingerprint, member: Fingerprint): number {
  const high = mixed(mixed(session.high, member.high) ^ session.low, member.low);
  const low = mixed(high ^ session.low, member.high);
  // 53 bits, as many as a number holds; the half keeps 0 out.
  return ((high >>> 5) * 2 ** 26 + (low >>> 6) + 0.5) / 2 ** 53;
}

/**
 * All members in the order in which a session asks for them. Over many sessions each stands first as often as its share
 * of the weights says.
 */
export function rendezvousOrder<T extends { readonly fingerprint: Fingerprint; readonly weight: number }>(
  members: readonly T[],
  session: Fingerprint,
): T[] {
  const drawn = members.map((member) => ({
    member,
    wait: -Math.log(drawOf(session, member.fingerprint)) / member.weight,
  }));
  return drawn.toSorted((one, other) => one.wait - other.wait).map(({ member }) => member);
}

/** The end of MurmurHash3: each bit of the input changes half of the output. */
function mixed(hash: number, value: number): number {
  let bits = hash ^ Math.imul(value, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
