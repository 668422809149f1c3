import { setImmediate } from 'node:timers/promises';
import { Names } from './alarms/index.ts';
import { HistoryDesk } from './ledger/history-desk.ts';
import { LedgerHistory } from './ledger/history.ts';
import { StoreUnavailable, type ReadingSource } from './store/reading-store.ts';
import type { WorldPort } from './web/ports.ts';
import { refuse } from './web/problems.ts';
import type { World } from './world.ts';

/** A world as the web side sees it; `source` is where its readings are looked up. */
export function worldPorts(world: World, source: Pick<ReadingSource, 'query'>): WorldPort {
  const { ledger, picture, alarms, cases, reports, notices } = world;
  return {
    state: {
      snapshot: () => picture.snapshot(),
      now: () => picture.now(),
      speed: () => picture.speed(),
      changes$: picture.changes$,
      readings$: picture.readings$,
      trends$: picture.trends$,
      levels: () => picture.levels(),
      alarms: (query) => Promise.resolve(picture.alarms(query)),
      outOfService: () => picture.outOfService(),
      warnings: () => picture.warnings(),
      plans: () => picture.plans(),
      jurisdictions: () => picture.jurisdictions(),
      health: () => picture.healthParts(),
    },
    alarms,
    cases,
    reports,
    notices,
    history: new HistoryDesk({
      history: new LedgerHistory({ ledger, breathe: () => setImmediate() }),
      names: () => new Names(picture.jurisdictions(), picture.plans()),
      now: () => picture.now(),
    }),
    readings: {
      query: async ({ limit, ...query }) => {
        try {
          return (await source.query(query)).slice(0, limit);
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error;
          throw refuse('store-unavailable', error.message, { 'Retry-After': '10' });
        }
      },
    },
  };
}
