/** Drills (演练): worlds of their own beside the live one, each on a simulated feed, with a record of its own. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { interval, merge, Subject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { canDrill, createDrillStory, historyOf } from '../../simulators/index.ts';
import { createDemoClock, stoppedClock, type DemoClock } from '../feeds/demo-clock.ts';
import { simulatedFeed } from '../feeds/simulated.ts';
import { scanLedger } from '../ledger/chain.ts';
import { ledgerBodySchema } from '../ledger/events.ts';
import type { Clock } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { Notify } from '../notify/channels-file.ts';
import { healthParts } from '../observe.ts';
import { openReadings, type Readings, type StoreTrouble } from '../store/open.ts';
import type { After } from '../store/reading-store.ts';
import type { WireDrill } from '../wire/drill.ts';
import { LEDGER_FILE, openWorld, type World, type WorldOptions } from '../world.ts';
import { readSpec, toWireDrill, writeSpec, type DrillSpec } from './spec.ts';

/** Wall time in which a drill runs through its history. */
const CATCH_UP_MS = 5000;
const TICK_MS = 250;
const REFRESH_MS = 1000;
const TRENDS_MS = 2000;
/** Worlds of drills that are over and open for a debriefing at most; beyond it the one opened first is closed. */
const MAX_REOPENED = 2;

export interface DrillsOptions extends Pick<WorldOptions, 'random' | 'onTrouble'> {
  /** Holds a folder for each drill. */
  readonly folder: string;
  readonly mode: 'demo' | 'live';
  readonly jurisdictions: readonly Jurisdiction[];
  readonly plans: ReadonlyMap<string, Plan>;
  readonly standards: readonly AqiStandard[];
  readonly notify: Notify;
  readonly wall: Clock;
  readonly after: After;
  readonly scheduler: SchedulerLike;
  readonly newId: () => string;
  readonly onStoreTrouble: (trouble: StoreTrouble) => void;
  /** Told of a drill that could not go on and was ended. */
  readonly onFailure: (id: string, what: string, error: unknown) => void;
}

/** The world of a drill that is open. */
export interface DrillWorld {
  readonly world: World;
  readonly readings: Readings;
  readonly clock: DemoClock;
  drill(): WireDrill;
  /** How the drill is, at each change; completes when its world is closed. */
  readonly changes$: Observable<WireDrill>;
}

/** A world that is open, with what ends with it. */
interface Opened extends DrillWorld {
  readonly subject: Subject<WireDrill>;
  running: Subscription | null;
}

export type DrillAnswer =
  | { readonly ok: true; readonly drill: WireDrill }
  | {
      readonly ok: false;
      readonly code: 'not-found' | 'unknown-id' | 'drill-running' | 'drill-ended';
      readonly detail: string;
    };

export interface DrillRequest {
  readonly jurisdiction: string;
  readonly episode: DrillSpec['episode'];
  readonly speed: DrillSpec['speed'];
  readonly title: string;
  readonly sends: boolean;
  readonly by: string;
}

/** Event time of the last entry on a drill's record; null when there is none. What is broken is said when it is opened. */
function lastEventAt(folder: string): number | null {
  let at: number | null = null;
  const scan = scanLedger({ file: join(folder, LEDGER_FILE), schema: ledgerBodySchema, marks: [], to: null });
  for (const { entry } of scan) at = Math.max(at ?? 0, entry.at);
  return at;
}

/** All drills: those that run, and those that are over, which stay to be looked back at. */
export class Drills {
  private readonly specs = new Map<string, DrillSpec>();
  private readonly opened = new Map<string, Promise<Opened>>();
  private readonly changed = new Subject<void>();
  /** Changes of one drill come one after the other. */
  private readonly turns = new Map<string, Promise<unknown>>();

  private constructor(private readonly options: DrillsOptions) {}

  /**
   * Opens what there is. A drill that ran when the program was stopped is over.
   * @throws Error (rejects) when a drill's file is not one of ours.
   */
  static async open(options: DrillsOptions): Promise<Drills> {
    const drills = new Drills(options);
    await mkdir(options.folder, { recursive: true });
    for (const name of await readdir(options.folder)) {
      const spec = await readSpec(join(options.folder, name));
      if (spec === null) continue;
      drills.specs.set(spec.id, spec);
      if (spec.state === 'ended') continue;
      await drills.put({ ...spec, state: 'ended', endedAt: lastEventAt(drills.folderOf(spec)) ?? spec.beginsAt });
    }
    return drills;
  }

  /** All of them, the newest first. */
  list(): readonly WireDrill[] {
    return [...this.specs.values()].toSorted((a, b) => b.startedAt - a.startedAt).map(toWireDrill);
  }

  /** Those that are not over. */
  underWay(): readonly WireDrill[] {
    return this.list().filter(({ state }) => state !== 'ended');
  }

  /** Says that the list is another. */
  get changes$(): Observable<void> {
    return this.changed.asObservable();
  }

  /** Begins a drill; answered when its world is open. One at a time in a jurisdiction. */
  async start(asked: DrillRequest): Promise<DrillAnswer> {
    const { wall, newId, random } = this.options;
    const jurisdiction = this.options.jurisdictions.find(({ id }) => id === asked.jurisdiction);
    if (jurisdiction === undefined) {
      return { ok: false, code: 'unknown-id', detail: `no jurisdiction "${asked.jurisdiction}" is loaded` };
    }
    if (!canDrill(asked.episode, jurisdiction.subjects)) {
      return {
        ok: false,
        code: 'unknown-id',
        detail: `${jurisdiction.id} has nothing for the episode ${asked.episode}`,
      };
    }
    const other = this.underWay().find((each) => each.jurisdiction === jurisdiction.id);
    if (other !== undefined) {
      return {
        ok: false,
        code: 'drill-running',
        detail: `the drill "${other.title}" is under way in ${jurisdiction.id}`,
      };
    }
    const { episode, speed, title, sends, by } = asked;
    const now = wall.now();
    const spec: DrillSpec = {
      version: 1,
      id: newId(),
      jurisdiction: jurisdiction.id,
      title,
      episode,
      sends,
      seed: Math.floor(random() * 2 ** 31),
      state: 'running',
      speed,
      startedAt: now,
      startedBy: by,
      beginsAt: now + CATCH_UP_MS,
      endedAt: null,
      endedBy: null,
    };
    // From here on nobody else begins one there.
    this.specs.set(spec.id, spec);
    try {
      await mkdir(this.folderOf(spec), { recursive: true });
      await this.put(spec);
      await this.openOnce(spec);
    } catch (error) {
      this.specs.delete(spec.id);
      this.opened.delete(spec.id);
      await writeSpec(this.folderOf(spec), { ...spec, state: 'ended', endedAt: spec.beginsAt }).catch(() => undefined);
      throw error;
    }
    return { ok: true, drill: toWireDrill(spec) };
  }

  /** Moves a drill on: its speed, a pause, its end. */
  change(
    id: string,
    asked: {
      readonly speed: DrillSpec['speed'] | null;
      readonly state: DrillSpec['state'] | null;
      readonly by: string;
    },
  ): Promise<DrillAnswer> {
    return this.inTurn(id, async () => {
      const spec = this.specs.get(id);
      if (spec === undefined) return { ok: false, code: 'not-found', detail: `there is no drill "${id}"` };
      if (spec.state === 'ended')
        return { ok: false, code: 'drill-ended', detail: `the drill "${spec.title}" is over` };
      const speed = asked.speed ?? spec.speed;
      const state = asked.state ?? spec.state;
      const { clock } = await this.openOnce(spec);
      if (state === 'ended') return { ok: true, drill: await this.end(spec, asked.by) };
      clock.setSpeed(state === 'paused' ? 0 : speed);
      return { ok: true, drill: await this.put({ ...spec, speed, state }) };
    });
  }

  /**
   * The world of a drill; of one that is over it is opened again, as it ended, to be looked at. null when there is none.
   * @throws LedgerBroken (rejects) when its record was changed behind our back.
   */
  async world(id: string): Promise<DrillWorld | null> {
    const spec = this.specs.get(id);
    return spec === undefined ? null : this.openOnce(spec);
  }

  /** Lets all worlds go. Drills that run are over with it. */
  async close(): Promise<void> {
    const close = async (id: string): Promise<void> => {
      const spec = this.specs.get(id);
      if (spec !== undefined && spec.state !== 'ended') await this.end(spec, null);
      else await this.shut(id);
    };
    await Promise.all([...this.opened.keys()].map((id) => this.inTurn(id, () => close(id))));
    this.changed.complete();
  }

  private folderOf({ id }: Pick<DrillSpec, 'id'>): string {
    return join(this.options.folder, id);
  }

  private inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const done = (this.turns.get(id) ?? Promise.resolve()).then(work);
    this.turns.set(
      id,
      done.catch(() => undefined),
    );
    return done;
  }

  /** Writes how a drill is now, and tells of it. */
  private async put(spec: DrillSpec): Promise<WireDrill> {
    await writeSpec(this.folderOf(spec), spec);
    this.specs.set(spec.id, spec);
    const drill = toWireDrill(spec);
    const opened = await this.opened.get(spec.id)?.catch(() => null);
    opened?.subject.next(drill);
    this.changed.next();
    return drill;
  }

  private async end(spec: DrillSpec, by: string | null): Promise<WireDrill> {
    const { clock } = await this.openOnce(spec);
    const drill = await this.put({
      ...spec,
      state: 'ended',
      endedAt: Math.max(clock.now(), spec.beginsAt),
      endedBy: by,
    });
    // Screens that are there see it end; whoever asks again finds it opened as it ended.
    await this.shut(spec.id);
    return drill;
  }

  private openOnce(spec: DrillSpec): Promise<Opened> {
    const known = this.opened.get(spec.id);
    if (known !== undefined) return known;
    const opening = this.openWorldOf(spec);
    this.opened.set(spec.id, opening);
    opening.catch(() => this.opened.delete(spec.id));
    if (spec.state === 'ended') this.closeOldest();
    return opening;
  }

  /** Keeps a bound on worlds that are open only to be looked at. */
  private closeOldest(): void {
    const over = [...this.opened.keys()].filter((id) => this.specs.get(id)?.state === 'ended');
    for (const id of over.slice(0, Math.max(0, over.length - MAX_REOPENED))) void this.inTurn(id, () => this.shut(id));
  }

  private async shut(id: string): Promise<void> {
    const opening = this.opened.get(id);
    this.opened.delete(id);
    const opened = await opening?.catch(() => null);
    if (opened === null || opened === undefined) return;
    opened.running?.unsubscribe();
    opened.subject.complete();
    await opened.world.close();
    await opened.readings.close();
  }

  private async openWorldOf(spec: DrillSpec): Promise<Opened> {
    const { options } = this;
    const { wall, after, scheduler } = options;
    const jurisdictions = options.jurisdictions.filter(({ id }) => id === spec.jurisdiction);
    const isOver = spec.state === 'ended';
    const folder = this.folderOf(spec);
    const clock = isOver
      ? stoppedClock(spec.endedAt ?? spec.beginsAt)
      : createDemoClock({
          wall,
          leadMs: historyOf(spec.episode),
          catchUpMs: spec.beginsAt - wall.now(),
          speed: spec.speed,
        });
    // Always the embedded store: what is practised does not reach the database of what is real.
    const readings = await openReadings({
      folder,
      influx: null,
      clock: wall,
      after,
      onTrouble: options.onStoreTrouble,
    });
    const drill = (): WireDrill => toWireDrill(this.specs.get(spec.id) ?? spec);
    let world: World;
    try {
      world = await openWorld({
        folder,
        readings,
        goesOn: isOver,
        jurisdictions,
        plans: options.plans,
        standards: options.standards,
        mode: options.mode,
        notify: spec.sends ? options.notify : { ...options.notify, channels: [] },
        standing: 'exercise',
        isHistory: ({ at }) => at < spec.beginsAt,
        clock,
        wall,
        // A step brings what is newer than what was delivered before it.
        intakeNow: () => clock.target(),
        drill,
        elsewhere: [],
        after,
        random: options.random,
        onTrouble: options.onTrouble,
        onFailure: (what, error) => {
          options.onFailure(spec.id, what, error);
          void this.inTurn(spec.id, () => this.end(this.specs.get(spec.id) ?? spec, null));
        },
      });
    } catch (error) {
      await readings.close();
      throw error;
    }
    const subject = new Subject<WireDrill>();
    const opened: Opened = { world, readings, clock, drill, subject, changes$: subject.asObservable(), running: null };
    const showHealth = (): void => {
      for (const part of healthParts({
        stores: [['', readings]],
        storeName: 'DuckDB',
        simulated: isOver ? null : clock,
        restoredWithout: world.restoredWithout,
        wall,
      }))
        world.picture.setHealth(part);
      world.picture.setHealth(world.notices.health(wall));
    };
    showHealth();
    if (isOver) return opened;
    const story = createDrillStory({
      seed: spec.seed,
      begin: spec.beginsAt,
      episode: spec.episode,
      subjects: jurisdictions.flatMap(({ subjects }) => subjects),
    });
    const delivered$ = new Subject<number>();
    const running = await world.run(merge(interval(TICK_MS, scheduler), delivered$));
    running.add(
      simulatedFeed({ story, clock, scheduler, accept: (batch) => world.intake.accept(batch) }).subscribe({
        next: (instant) => delivered$.next(instant),
        error: (error: unknown) => options.onFailure(spec.id, 'the simulated feed has stopped', error),
      }),
    );
    running.add(
      interval(REFRESH_MS, scheduler).subscribe(() => {
        world.picture.refreshLevels();
        showHealth();
      }),
    );
    running.add(interval(TRENDS_MS, scheduler).subscribe(() => world.picture.refreshTrends()));
    opened.running = running;
    return opened;
  }
}
