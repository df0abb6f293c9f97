import { Counter, Gauge, type Registry } from '@prometheus-io/client';
import type { LimitSharing } from '../../governance/limits/sharing.js';
import { configurationOf } from './instruments.js';

/** @param sharing `null` = no other nodes share the limits: there is nothing to tell. */
export function createLimitMetrics(registry: Registry, sharing: LimitSharing | null) {
  return {
    shared: new Gauge({
      ...configurationOf('tollgate_limits_shared', registry),
      collect() {
        if (sharing === null) this.reset();
        else this.set(sharing.areAway ? 0 : 1);
      },
    }),
    decidedAlone: new Counter({
      ...configurationOf('tollgate_limits_decided_alone_total', registry),
      collect() {
        this.reset();
        if (sharing !== null) this.inc(sharing.decidedAlone);
      },
    }),
  };
}
