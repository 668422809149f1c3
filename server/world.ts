/** A world: jurisdictions as they live, with readings, a record, a picture and a way out of their own. */
import { join } from 'node:path';
import { Subscription, type Observable } from 'rxjs';
import { WINDOW_HOURS } from './judge/index.ts';
import { AlarmDesk } from './ledger/alarm-desk.ts';
import { CaseDesk } from './ledger/case-desk.ts';
import { ledgerBodySchema, streamOf, toEntries, type LedgerBody } from './ledger/events.ts';
import { openFileLedger, type Ledger, type LedgerTrouble } from './ledger/log.ts';
import { ReportDesk } from './ledger/report-desk.ts';
import { HOUR_MS, type Clock } from './model/instant.ts';
import type { Jurisdiction } from './model/jurisdiction.ts';
import type { Plan } from './model/plan.ts';
import type { Reading } from './model/reading.ts';
import type { AqiStandard } from './model/standard.ts';
import { Notices, type NoticesOptions } from './notify/notices.ts';
import type { OutboxTrouble } from './notify/outbox.ts';
import { FUTURE_MS } from './pipeline/check.ts';
import { Intake } from './pipeline/intake.ts';
import { judging, splitByRegion, type RegionEffect } from './pipeline/judging.ts';
import { Picture } from './pipeline/picture.ts';
import { Region } from './pipeline/region.ts';
import { Overloaded } from './store/journal.ts';
import type { Readings } from './store/open.ts';
import { StoreUnavailable } from './store/reading-store.ts';
import type { WireDrill } from './wire/drill.ts';

/** The record in a world's folder. */
export const LEDGER_FILE = 'ledger.ndjson';

/** What a world is made from. The readings are opened, and let go again, by whoever makes it. */
export interface WorldOptions extends Pick<NoticesOptions, 'notify' | 'standing' | 'isHistory' | 'after' | 'random'> {
  /** Holds its record and its outbox. */
  readonly folder: string;
  readonly readings: Readings;
  /** Whether it goes on with what the record and the store hold; else both are new. */
  readonly goesOn: boolean;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly plans: ReadonlyMap<string, Plan>;
  readonly standards: readonly AqiStandard[];
  readonly mode: 'demo' | 'live';
  /** Event time. */
  readonly clock: Clock & { speed(): number };
  readonly wall: Clock;
  /** Now for the check of future times, epoch ms. */
  readonly intakeNow: () => number;
  /** The drill that it is; null: the live one. */
  readonly drill: (() => WireDrill) | null;
  /** Plans that hold in no jurisdiction of it, to be read and compared with. */
  readonly elsewhere: readonly Plan[];
  /** What goes wrong while it can go on. */
  readonly onTrouble: (trouble: LedgerTrouble | OutboxTrouble) => void;
  /** What cannot go on: the world must end. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** A world as others use it. */
export interface World {
  readonly ledger: Ledger<LedgerBody>;
  readonly regions: readonly Region[];
  readonly picture: Picture;
  readonly intake: Intake;
  readonly alarms: AlarmDesk;
  readonly cases: CaseDesk;
  readonly reports: ReportDesk;
  readonly notices: Notices;
  /** What the judge could not take back; null when it stands where it stood. */
  readonly restoredWithout: { readonly zh: string; readonly en: string } | null;
  /** Judges what was due meanwhile, then what comes in, at each tick as well; ends with the subscription. */
  run(tick$: Observable<unknown>): Promise<Subscription>;
  /** Sends no more and closes the record. */
  close(): Promise<void>;
}

/**
 * Opens a world, brought back to where it stood from its record and the last hours of readings.
 * @throws LedgerBroken, OutboxBroken (rejects)
 */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, readings, jurisdictions, plans, standards, clock, wall, onFailure } = options;
  const ledger = await openFileLedger({
    file: join(folder, LEDGER_FILE),
    schema: ledgerBodySchema,
    clock: wall,
    onTrouble: options.onTrouble,
    streamOf,
  });

  // The way out: what people put in force, told once to each of those whom the settings name.
  const notices = await Notices.open({
    file: join(folder, 'outbox.ndjson'),
    notify: options.notify,
    jurisdictions,
    plans,
    standards,
    standing: options.standing,
    base: options.drill === null ? '' : `/drills/${options.drill().id}`,
    isHistory: options.isHistory,
    begin: ledger.version(),
    clock: wall,
    after: options.after,
    random: options.random,
    onTrouble: options.onTrouble,
  }).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });

  // Judge: one region a jurisdiction.
  const regions = jurisdictions.map(
    (jurisdiction) =>
      new Region(
        jurisdiction,
        jurisdiction.plans.flatMap((id) => plans.get(id) ?? []),
        standards,
      ),
  );
  const regionOf = new Map(regions.map((region) => [region.jurisdiction.id, region]));
  const picture = new Picture({
    regions,
    mode: options.mode,
    now: () => clock.now(),
    speed: () => clock.speed(),
    replay: null,
    drill: options.drill,
    elsewhere: options.elsewhere,
  });
  for (const entry of ledger.read()) {
    const { data } = entry;
    notices.take(entry);
    regionOf.get(data.jurisdiction)?.restore([], [data.event]);
    picture.restore({ jurisdiction: data.jurisdiction, events: [data.event] });
  }
  ledger.subscribe((entries) => {
    for (const entry of entries) notices.take(entry);
  });
  const record = async (effect: RegionEffect): Promise<void> => {
    try {
      await ledger.append(toEntries(effect));
    } catch (error) {
      onFailure('the ledger cannot be written', error);
      throw error;
    }
    picture.showEffect(effect);
  };
  let restoredWithout: World['restoredWithout'] = null;
  const restore = (batch: readonly Reading[]): void => {
    for (const [region, part] of splitByRegion(batch, regions)) region.restore(part);
  };
  if (options.goesOn) {
    const window = { from: clock.now() - WINDOW_HOURS * HOUR_MS, to: clock.now() + FUTURE_MS + 1 };
    for (const region of regions) {
      region.restoreMemory(window.from);
      region.watchAgain(clock.now());
    }
    try {
      for await (const batch of readings.store.scan(window)) restore(batch);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      // An alarm may be late, not lost: what the journal still holds is taken, and the gap is said.
      for (const { readings: batch } of readings.journal.read(readings.journal.oldest())) restore(batch);
      restoredWithout = {
        zh: '启动时无法读取历史数据，近期判级可能不全',
        en: `began without the stored readings: ${error.message}`,
      };
    }
  }

  const intake = new Intake({
    sources: new Set(jurisdictions.flatMap(({ subjects }) => subjects.map(({ id }) => id))),
    now: options.intakeNow,
    append: (batch) => readings.journal.append(batch),
    isOverload: (error) => error instanceof Overloaded,
  });
  const now = (): number => clock.now();
  return {
    ledger,
    regions,
    picture,
    intake,
    alarms: new AlarmDesk({ regions, now, record }),
    cases: new CaseDesk({
      regions,
      now,
      mark: options.drill !== null ? 'drill' : options.mode === 'demo' ? 'demo' : null,
      record,
    }),
    reports: new ReportDesk({ regions, now, accept: (batch) => intake.accept(batch), record }),
    notices,
    restoredWithout,
    async run(tick$) {
      if (options.goesOn) {
        for (const region of regions) {
          await record({ jurisdiction: region.jurisdiction.id, events: region.resume(clock.now()) });
        }
      }
      const running = new Subscription();
      running.add(
        judging(intake.accepted$, tick$, { regions, now, record }).subscribe({
          error: (error: unknown) => onFailure('judging failed', error),
        }),
      );
      running.add(intake.accepted$.subscribe((batch) => picture.showReadings(batch)));
      notices.start();
      return running;
    },
    async close() {
      await notices.close();
      await ledger.close();
    },
  };
}
