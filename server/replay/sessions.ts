import { BehaviorSubject, Subject, exhaustMap, type Observable, type SchedulerLike, interval, takeUntil } from 'rxjs';
import { HOUR_MS, MINUTE_MS, toIso } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { AqiStandard } from '../model/standard.ts';
import { Picture } from '../pipeline/picture.ts';
import { Region, type Acknowledgement, type RegionEvent } from '../pipeline/region.ts';
import { splitByRegion } from '../pipeline/judging.ts';
import type { ReadingSource } from '../store/reading-store.ts';
import type { ReplayControl, ReplayHandle, ReplayPort, ReplayRequest } from '../web/ports.ts';
import type { ReplayStatus } from '../wire/shapes.ts';
import type { Result } from '../plans/problem.ts';
import { backtest } from './backtest.ts';
import { makeVariant, readVariantName } from './variants.ts';

/** Hours before a replay's beginning that are judged first, so that it opens with what stood then. */
const WARM_UP_MS = 300 * HOUR_MS;
const WARM_UP_STEP_MS = 15 * MINUTE_MS;
const STEP_MS = 100;
/** Wall time that a replay may catch up with when its steps take long; beyond it the replay is slower than asked for. */
const MAX_OWED_MS = 1000;
const REFRESH_MS = 1000;
const MAX_REPLAYS = 8;
const MAX_RANGE_MS = 366 * 24 * HOUR_MS;
/** Changes of level that the strip shows at most. */
const MAX_CHANGES = 5000;

export interface ReplayOptions {
  readonly store: Pick<ReadingSource, 'scan'>;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly plans: ReadonlyMap<string, Plan>;
  readonly standards: readonly AqiStandard[];
  /** What people acknowledged in a jurisdiction, in order of event time. */
  readonly acknowledgements: (jurisdiction: string) => readonly Acknowledgement[];
  readonly scheduler: SchedulerLike;
  readonly newId: () => string;
  /** Lets everything else run for a turn: loading a replay must not hold up what is live. */
  readonly breathe: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** A store's readings from an instant on, as they are asked for. */
class Cursor {
  private readonly batches: AsyncIterator<Reading[]>;
  private buffer: Reading[] = [];
  private at = 0;

  constructor(batches: AsyncIterable<Reading[]>) {
    this.batches = batches[Symbol.asyncIterator]();
  }

  /** The next readings whose place in time is at or before `to`, epoch ms. */
  async upTo(to: number): Promise<Reading[]> {
    const taken: Reading[] = [];
    for (;;) {
      while (this.at < this.buffer.length) {
        const reading = this.buffer[this.at];
        if (reading === undefined || (reading.issuedAt ?? reading.time) > to) return taken;
        taken.push(reading);
        this.at += 1;
      }
      const next = await this.batches.next();
      if (next.done === true) return taken;
      this.buffer = next.value;
      this.at = 0;
    }
  }

  async close(): Promise<void> {
    await this.batches.return?.();
  }
}

/** Readings a turn takes while a replay is loaded: some ten milliseconds of judging. */
const TURN = 2000;

/** The same readings in small batches, with a pause behind each. */
async function* inTurns(
  batches: AsyncIterable<Reading[]>,
  breathe: () => Promise<void>,
): AsyncGenerator<Reading[], void, undefined> {
  for await (const batch of batches) {
    for (let i = 0; i < batch.length; i += TURN) {
      yield batch.slice(i, i + TURN);
      await breathe();
    }
  }
}

/** What a replay judges, and by what. */
interface Judged {
  readonly jurisdictions: readonly Jurisdiction[];
  /** null: all plans of each jurisdiction. */
  readonly plan: Plan | null;
}

/** One viewer's replay: the engine over stored readings, with a clock of its own. */
class Replay implements ReplayHandle {
  private regions: Region[] = [];
  private picture: Picture;
  private cursor: Cursor | null = null;
  /** Acknowledgements that are still to come, latest first. */
  private acknowledgements = new Map<Region, Acknowledgement[]>();
  private clock: number;
  private speedFactor: number;
  private state: ReplayStatus['state'] = 'loading';
  private afterLoading: 'playing' | 'paused' = 'playing';
  private changesOfLevel: ReplayStatus['changes'] = [];
  private sinceRefresh = 0;
  /** Wall time that is not played yet, and until when it was counted; ms of the scheduler. */
  private owedMs = 0;
  private countedAt = 0;
  /** Set by a jump; the next step goes there. */
  private target: number | null;
  private readonly status: BehaviorSubject<ReplayStatus>;
  private readonly ended = new Subject<void>();

  constructor(
    readonly id: string,
    private readonly request: ReplayRequest,
    private readonly judged: Judged,
    private readonly options: ReplayOptions,
  ) {
    this.clock = request.from;
    this.target = request.from;
    this.speedFactor = request.speed;
    this.picture = this.buildPicture();
    this.status = new BehaviorSubject(this.describe());
    // One step after the other, none left out. What loading takes is not owed: nobody saw a beginning yet.
    interval(STEP_MS, options.scheduler)
      .pipe(
        takeUntil(this.ended),
        exhaustMap(async () => {
          try {
            await this.step();
          } catch (error) {
            options.onError(error);
            this.end();
          }
        }),
      )
      .subscribe({ error: options.onError });
  }

  snapshot(): ReturnType<Picture['snapshot']> {
    return this.picture.snapshot();
  }

  now(): number {
    return this.clock;
  }

  speed(): number {
    return this.state === 'playing' ? this.speedFactor : 0;
  }

  get changes$(): Picture['changes$'] {
    return this.picture.changes$;
  }

  get readings$(): Picture['readings$'] {
    return this.picture.readings$;
  }

  get trends$(): Picture['trends$'] {
    return this.picture.trends$;
  }

  get status$(): Observable<ReplayStatus> {
    return this.status.asObservable();
  }

  control({ speed, state, at }: ReplayControl): ReplayStatus {
    if (speed !== null) this.speedFactor = speed;
    if (at !== null) this.target = Math.min(Math.max(at, this.request.from), this.request.to);
    if (state !== null) {
      // While it loads, what was asked for holds from the end of loading on.
      if (this.state === 'loading') this.afterLoading = state;
      else this.state = state;
    }
    if (this.state === 'ended' && at !== null) this.state = 'paused';
    this.publish();
    return this.describe();
  }

  end(): void {
    this.ended.next();
    this.ended.complete();
    this.status.complete();
    void this.cursor?.close().catch(this.options.onError);
  }

  private async step(): Promise<void> {
    if (this.changesOfLevel.length === 0 && this.state === 'loading') await this.findChanges();
    if (this.target !== null) {
      const target = this.target;
      await this.jump(target);
      if (this.target === target) this.target = null;
      if (this.state === 'loading') this.state = this.afterLoading;
      this.picture.refreshTrends();
      this.picture.reset();
      this.publish();
      this.owedMs = 0;
      this.countedAt = this.options.scheduler.now();
      return;
    }
    const now = this.options.scheduler.now();
    this.owedMs = Math.min(this.owedMs + now - this.countedAt, MAX_OWED_MS);
    this.countedAt = now;
    while (this.owedMs >= STEP_MS && this.target === null) {
      this.owedMs -= STEP_MS;
      if (this.state === 'playing') await this.play();
    }
  }

  /** Plays one step. */
  private async play(): Promise<void> {
    const to = Math.min(this.clock + STEP_MS * this.speedFactor, this.request.to);
    await this.advance(to);
    this.sinceRefresh += STEP_MS;
    if (this.sinceRefresh >= REFRESH_MS) {
      this.sinceRefresh = 0;
      this.picture.refreshLevels();
      this.picture.refreshTrends();
      this.publish();
    }
    if (to >= this.request.to) {
      this.state = 'ended';
      this.publish();
    }
  }

  /** Plays the readings up to an instant. */
  private async advance(to: number): Promise<void> {
    const readings = (await this.cursor?.upTo(to)) ?? [];
    this.clock = to;
    for (const [region, part] of splitByRegion(readings, this.regions)) {
      this.picture.showEffect({ jurisdiction: region.jurisdiction.id, events: region.take(part, to) });
    }
    this.picture.showReadings(readings);
    for (const region of this.regions) {
      const events = [...region.tick(to), ...this.acknowledgedBy(region, to)];
      if (events.length > 0) this.picture.showEffect({ jurisdiction: region.jurisdiction.id, events });
    }
  }

  /** What people acknowledged up to an instant, said of the alarms that the replay raised itself. */
  private acknowledgedBy(region: Region, to: number): RegionEvent[] {
    const waiting = this.acknowledgements.get(region) ?? [];
    const events: RegionEvent[] = [];
    for (let next = waiting.at(-1); next !== undefined && next.at <= to; next = waiting.at(-1)) {
      waiting.pop();
      const event = region.repeatAcknowledgement(next);
      if (event !== null) events.push(event);
    }
    return events;
  }

  /** Builds the regions anew as they stood at an instant. */
  private async jump(at: number): Promise<void> {
    await this.cursor?.close();
    this.regions = this.buildRegions();
    this.picture.replace(this.regions);
    this.acknowledgements = new Map(
      this.regions.map((region) => [
        region,
        this.options
          .acknowledgements(region.jurisdiction.id)
          .filter((each) => each.at >= at - WARM_UP_MS)
          .toReversed(),
      ]),
    );
    const cursor = new Cursor(this.options.store.scan({ from: at - WARM_UP_MS, to: this.request.to }));
    this.cursor = cursor;
    // In short steps, so that alarms of the days before have their own times and states.
    for (let from = at - WARM_UP_MS; from < at; from += WARM_UP_STEP_MS) {
      const to = Math.min(from + WARM_UP_STEP_MS, at);
      for (const [region, part] of splitByRegion(await cursor.upTo(to), this.regions)) region.restore(part);
      for (const region of this.regions) {
        const events = [...region.tick(to), ...this.acknowledgedBy(region, to)];
        this.picture.restore({ jurisdiction: region.jurisdiction.id, events });
      }
      await this.options.breathe();
    }
    this.clock = at;
  }

  /** Every change of level of the range, for the strip. */
  private async findChanges(): Promise<void> {
    const changes: ReplayStatus['changes'][number][] = [];
    for (const jurisdiction of this.judged.jurisdictions) {
      const sources = jurisdiction.subjects.map((subject) => subject.id);
      const readings = this.options.store.scan({
        from: this.request.from - WARM_UP_MS,
        to: this.request.to,
        sources,
      });
      const verdicts = backtest(inTurns(readings, this.options.breathe), {
        plans: this.plansOf(jurisdiction),
        jurisdiction: () => jurisdiction,
        standards: this.options.standards,
        eventTime: (reading) => reading.issuedAt ?? reading.time,
      });
      for await (const verdict of verdicts) {
        if (verdict.type !== 'level' || verdict.at < this.request.from || changes.length >= MAX_CHANGES) continue;
        const { plan, rule, subject, from, to } = verdict;
        changes.push({ at: toIso(verdict.at), plan, rule, subject, from, to });
      }
    }
    this.changesOfLevel = changes.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  }

  private plansOf(jurisdiction: Jurisdiction): Plan[] {
    const { plan } = this.judged;
    return plan === null ? jurisdiction.plans.flatMap((id) => this.options.plans.get(id) ?? []) : [plan];
  }

  private buildRegions(): Region[] {
    return this.judged.jurisdictions.map(
      (jurisdiction) => new Region(jurisdiction, this.plansOf(jurisdiction), this.options.standards),
    );
  }

  private buildPicture(): Picture {
    this.regions = this.buildRegions();
    return new Picture({
      regions: this.regions,
      mode: 'replay',
      now: () => this.clock,
      speed: () => this.speed(),
      replay: () => this.describe(),
      drill: null,
      elsewhere: [],
    });
  }

  private describe(): ReplayStatus {
    return {
      id: this.id,
      from: toIso(this.request.from),
      to: toIso(this.request.to),
      now: toIso(this.clock),
      speed: this.speedFactor,
      state: this.state,
      changes: this.changesOfLevel,
    };
  }

  private publish(): void {
    this.status.next(this.describe());
  }
}

/** The plan that a request names, in the edition and with the counting that it asks for. */
function choosePlan(text: string, plans: ReplayOptions['plans']): Result<Plan, string> {
  const name = readVariantName(text);
  if (!name.ok) return name;
  const plan = plans.get(name.value.plan);
  return plan === undefined ? { ok: false, error: `no plan ${name.value.plan}` } : makeVariant(plan, name.value);
}

/** The replays of all viewers, each their own. */
export function createReplays(options: ReplayOptions): ReplayPort {
  const replays = new Map<string, Replay>();
  return {
    async create(request) {
      if (request.to <= request.from || request.to - request.from > MAX_RANGE_MS) {
        return { ok: false, code: 'bad-range', detail: 'from must be before to, at most 366 days apart' };
      }
      const chosenPlan = request.plan === null ? null : choosePlan(request.plan, options.plans);
      if (chosenPlan !== null && !chosenPlan.ok) return { ok: false, code: 'unknown-id', detail: chosenPlan.error };
      const chosen = options.jurisdictions.filter(
        (jurisdiction) => request.jurisdiction === null || jurisdiction.id === request.jurisdiction,
      );
      if (chosen.length === 0) {
        return { ok: false, code: 'unknown-id', detail: `no jurisdiction ${request.jurisdiction ?? ''}` };
      }
      if (replays.size >= MAX_REPLAYS) {
        return { ok: false, code: 'too-many-replays', detail: `${MAX_REPLAYS} replays are running; end one first` };
      }
      const id = options.newId();
      const replay = new Replay(id, request, { jurisdictions: chosen, plan: chosenPlan?.value ?? null }, options);
      replays.set(id, replay);
      // One that failed ends by itself and makes room for others.
      replay.status$.subscribe({ complete: () => replays.delete(id) });
      return { ok: true, id };
    },
    get: (id) => replays.get(id) ?? null,
    control: (id, control) => replays.get(id)?.control(control) ?? null,
    remove(id) {
      const replay = replays.get(id);
      replay?.end();
      return replay !== undefined;
    },
  };
}
