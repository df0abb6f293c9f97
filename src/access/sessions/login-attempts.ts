import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { GatewayError } from '../../common/errors.js';
import { SERVER_SETTINGS, type ServerSettings } from '../../config/settings.js';

const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Attempts {
  failed: number;
  readonly endsAtMs: number;
}

/** How often somebody at one address tried to log in of late, and failed. */
@Injectable()
export class LoginAttempts {
  private readonly byAddress = new Map<string, Attempts>();

  private readonly maxFailed: number;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SERVER_SETTINGS) settings: Pick<ServerSettings, 'LOGIN_ATTEMPTS_PER_MINUTE'>,
  ) {
    this.maxFailed = settings.LOGIN_ATTEMPTS_PER_MINUTE;
  }

  /**
   * Counts as failed until it is told otherwise, so that many at once gain nothing.
   * @throws GatewayError `limit.exceeded` where there were too many.
   */
  begin(address: string): void {
    const place = placeOf(address);
    const nowMs = this.clock.monotonicMs();
    const known = this.byAddress.get(place);
    const attempts = known && nowMs < known.endsAtMs ? known : { failed: 0, endsAtMs: nowMs + WINDOW_MS };
    if (attempts.failed >= this.maxFailed) throw tooMany(attempts.endsAtMs - nowMs);
    attempts.failed += 1;
    this.byAddress.delete(place);
    this.byAddress.set(place, attempts);
    const [oldest] = this.byAddress.size > MAX_ADDRESSES ? this.byAddress.keys() : [];
    if (oldest !== undefined) this.byAddress.delete(oldest);
  }

  /** It does not count: it succeeded, or nobody could be asked whether it would. */
  forgive(address: string): void {
    const attempts = this.byAddress.get(placeOf(address));
    if (attempts) attempts.failed -= 1;
  }
}

/** Whoever has one address of IPv6 has all that share its first half. */
function placeOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [before = '', behind] = address.split('::');
  const [head, tail] = [groupsOf(before), groupsOf(behind ?? '')];
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => 0);
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}

function groupsOf(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
}

function tooMany(retryAfterMs: number): GatewayError {
  return new GatewayError('limit.exceeded', 'Too many log-ins from here failed; wait a minute.', {
    retryAfterMs,
  });
}
