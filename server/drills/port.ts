import { map } from 'rxjs';
import type { DrillHandle, DrillPort } from '../web/ports.ts';
import { worldPorts } from '../world-ports.ts';
import type { DrillWorld, Drills } from './drills.ts';

/** Drills as the web side sees them. */
export function drillPort(drills: Drills): DrillPort {
  // A world has one handle while it is open, so that what is built upon it is built once.
  const handles = new WeakMap<DrillWorld, DrillHandle>();
  return {
    list: () => drills.list(),
    underWay$: drills.changes$.pipe(map(() => drills.underWay())),
    start: (asked) => drills.start(asked),
    change: (id, asked) => drills.change(id, asked),
    async world(id) {
      const opened = await drills.world(id);
      if (opened === null) return null;
      let handle = handles.get(opened);
      if (handle === undefined) {
        handle = {
          ...worldPorts(opened.world, opened.readings.store),
          drill: () => opened.drill(),
          changes$: opened.changes$,
        };
        handles.set(opened, handle);
      }
      return handle;
    },
  };
}
