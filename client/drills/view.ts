/** What screens say of drills. Pure. */
import type { WireDrill } from '../../server/wire/drill.ts';
import type { Jurisdiction, Level, Session, WireAlarm } from '../../server/wire/shapes.ts';
import type { DrillEpisode, DrillSpeed } from '../../server/model/drill.ts';
import { mayLeadDrillsAt } from '../../server/model/grant.ts';
import { rankOf } from '../../server/model/level.ts';
import type { ConnectionState } from '../session/state.ts';

/** What is really going on while people look at a drill. Unknown is never shown as quiet. */
export type RealView =
  | { readonly kind: 'unknown' | 'quiet' }
  | { readonly kind: 'alarms'; readonly count: number; readonly highest: Level };

/** Whether a real alarm waits for people: it is by a plan, its condition stands, and nobody has acknowledged it. */
export const isWaiting = (alarm: WireAlarm): boolean => alarm.class === 'plan' && alarm.state === 'unacknowledged';

/** The real alarms that wait, as far as they are known. */
export function viewReal(connection: ConnectionState, alarms: Iterable<WireAlarm>): RealView {
  if (connection !== 'live') return { kind: 'unknown' };
  const waiting = [...alarms].filter(isWaiting);
  const [first] = waiting.toSorted((a, b) => rankOf(b.level) - rankOf(a.level));
  return first === undefined ? { kind: 'quiet' } : { kind: 'alarms', count: waiting.length, highest: first.level };
}

/** How a drill is: before its beginning it runs through the history that its rules look back at. */
export function stageOf(drill: WireDrill, nowMs: number): 'preparing' | WireDrill['state'] {
  return drill.state === 'running' && nowMs < Date.parse(drill.beginsAt) ? 'preparing' : drill.state;
}

export const isOver = (drill: WireDrill): boolean => drill.state === 'ended';

/** All drills at hand, those that are not over first, then the newest. `live` is ahead of `listed`. */
export function mergeDrills(listed: readonly WireDrill[], live: readonly WireDrill[]): readonly WireDrill[] {
  const byId = new Map([...listed, ...live].map((drill) => [drill.id, drill]));
  return [...byId.values()].toSorted(
    (a, b) => Number(isOver(a)) - Number(isOver(b)) || Date.parse(b.startedAt) - Date.parse(a.startedAt),
  );
}

/** Where somebody may begin a drill: signed in, and a leader there. */
export const placesToLead = (person: Session | null, jurisdictions: readonly Jurisdiction[]): readonly Jurisdiction[] =>
  person === null || person.purpose === 'wall'
    ? []
    : jurisdictions.filter(({ id }) => mayLeadDrillsAt(person.roles, id));

/** Whether an episode finds something to happen to. The server decides; this keeps people from asking in vain. */
export function happensIn(episode: DrillEpisode, { subjects }: Jurisdiction): boolean {
  switch (episode) {
    case 'smog':
      return subjects.some(({ kind }) => kind === 'city');
    case 'outage': {
      const scope = subjects.some(({ kind }) => kind === 'county') ? 'county' : 'city';
      return subjects.some((subject) => subject.kind === 'grid' && subject.scope === scope && !subject.neighbour);
    }
    case 'coal':
      return subjects.some(({ kind, key }) => key && (kind === 'coal-producer' || kind === 'coal-user'));
  }
}

/** A speed at which an episode can be practised: smog takes days, the others minutes. */
export const SUGGESTED_SPEED: Readonly<Record<DrillEpisode, DrillSpeed>> = { smog: 600, outage: 1, coal: 1 };
