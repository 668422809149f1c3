import { CaseBook } from '../cases/index.ts';
import { AlarmBook, isAlarmEvent, type AlarmEvent } from '../judge/index.ts';
import { isCaseEvent, type Case, type CaseEvent } from '../model/case.ts';
import { toIso, type Clock } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { AqiStandard } from '../model/standard.ts';
import type { RegionEvent } from '../pipeline/region.ts';
import type { WireOutbox } from '../wire/outbox.ts';
import type { WireHealth } from '../wire/shapes.ts';
import { toAtom } from './atom.ts';
import { bulletinsOf, type Bulletin } from './bulletin.ts';
import { callOfAlarm, callOfOverdue, type Call } from './call.ts';
import { toCap } from './cap.ts';
import type { Notify } from './channels-file.ts';
import { Outbox, type LetterView, type OutboxOptions } from './outbox.ts';

/** Bulletins in the feed. */
const FEED_LENGTH = 100;
/** Bulletins at hand, over all cases; older ones are in the ledger. */
const KEEP_BULLETINS = 1000;

/** An entry of the ledger. */
export interface RecordedEvent {
  readonly seq: number;
  readonly data: { readonly jurisdiction: string; readonly event: RegionEvent };
}

export interface NoticesOptions extends Omit<OutboxOptions, 'channels'> {
  readonly notify: Notify;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly plans: ReadonlyMap<string, Plan>;
  readonly standards: readonly AqiStandard[];
  readonly standing: Bulletin['standing'];
  /** What the addresses of the pages begin with that calls lead to, such as `/drills/ID`; empty where nothing does. */
  readonly base: string;
  /** Whether an event belongs to a past that is only being told, as the demo's: it is in the feed and goes to nobody. */
  readonly isHistory: (event: { readonly at: number }) => boolean;
}

/** What is known of a jurisdiction from the ledger. */
interface Books {
  readonly jurisdiction: Jurisdiction;
  readonly cases: CaseBook;
  readonly alarms: AlarmBook;
}

/**
 * What people put in force, told to the outside, and calls to those who must see to what nobody did. It reads the ledger
 * and nothing else, so it tells what is on record, no replay reaches it, and what a process that died had not told is
 * told at the next start.
 */
export class Notices {
  private readonly books: ReadonlyMap<string, Books>;
  private readonly byCase = new Map<string, readonly Bulletin[]>();

  private constructor(
    private readonly outbox: Outbox,
    private readonly options: NoticesOptions,
  ) {
    this.books = new Map(
      options.jurisdictions.map((jurisdiction) => [
        jurisdiction.id,
        { jurisdiction, cases: new CaseBook(), alarms: new AlarmBook() },
      ]),
    );
  }

  /** @throws OutboxBroken (rejects) */
  static async open(options: NoticesOptions): Promise<Notices> {
    const outbox = await Outbox.open({ ...options, channels: options.notify.channels });
    return new Notices(outbox, options);
  }

  /** Takes an entry of the ledger; all of them, in order, each once. */
  take({ seq, data }: RecordedEvent): void {
    const { event } = data;
    const books = this.books.get(data.jurisdiction);
    if (books === undefined) return;
    const message = isCaseEvent(event)
      ? this.messageOfCase(books, event)
      : isAlarmEvent(event)
        ? this.messageOfAlarm(books, event)
        : null;
    if (message !== null) void this.outbox.offer(seq, this.options.isHistory(event) ? null : message);
  }

  start(): void {
    this.outbox.start();
  }

  /** The newest bulletin of a case, or the one with a number, as CAP; null when there is none. */
  cap(of: string, number: number | null): string | null {
    const bulletins = this.byCase.get(of) ?? [];
    const found = number === null ? bulletins.at(-1) : bulletins.find((each) => each.number === number);
    return found === undefined ? null : toCap(found, this.options.notify.cap);
  }

  /** The feed of the newest bulletins. */
  feed(): string {
    const newest = [...this.byCase.values()].flat().toSorted((a, b) => b.sentAt - a.sentAt);
    return toAtom(newest.slice(0, FEED_LENGTH), { ...this.options.notify.cap, emptySince: 0 });
  }

  list(): WireOutbox {
    const letters = this.outbox.letters();
    const count = (state: LetterView['state'], channel: string | null): number =>
      letters.filter(
        (letter) =>
          (letter.state === state || (state === 'waiting' && letter.state === 'trying')) &&
          (channel === null || letter.channel === channel),
      ).length;
    return {
      channels: this.options.notify.channels.map(({ id, kind, addresses }) => ({
        id,
        kind,
        addresses,
        waiting: count('waiting', id),
        dead: count('dead', id),
      })),
      waiting: count('waiting', null),
      dead: count('dead', null),
      letters: letters.map(({ inRow: _inRow, at, nextAt, queuedAt, ...letter }) => ({
        ...letter,
        at: toIso(at),
        nextAt: letter.state === 'waiting' ? toIso(nextAt) : null,
        queuedAt: toIso(queuedAt),
      })),
    };
  }

  release(key: string, by: string): Promise<boolean> {
    return this.outbox.release(key, by);
  }

  discard(key: string, by: string): Promise<boolean> {
    return this.outbox.discard(key, by);
  }

  /** How the way out is. A receiver that is away holds up nothing here: that is degraded. */
  health(clock: Clock): WireHealth {
    const { waiting, dead, failing, diskFailure } = this.outbox.state();
    const part = 'outbox';
    const first = Math.min(clock.now(), ...[...failing.values()].map(({ since }) => since));
    const since = toIso(first);
    if (diskFailure !== null) return { part, state: 'down', since, detail: diskFailure };
    const zh: string[] = [];
    const en: string[] = [];
    for (const [channel, { count, detail }] of failing) {
      const why = detail === '' ? '' : ` (${detail})`;
      zh.push(`${channel} 未送达 ${count} 条${why}`);
      en.push(`${channel}: ${count} not delivered${why}`);
    }
    if (dead > 0) {
      zh.push(`${dead} 条待人工处理`);
      en.push(`${dead} for a person to look at`);
    }
    if (zh.length > 0) return { part, state: 'degraded', since, detail: `${zh.join('；')} / ${en.join('; ')}` };
    if (this.options.notify.channels.length === 0) {
      return { part, state: 'ok', since, detail: '未配置通知渠道 / no channels' };
    }
    return { part, state: 'ok', since, detail: waiting === 0 ? 'ok' : `发送中 ${waiting} / sending ${waiting}` };
  }

  /** Sends no more. */
  close(): Promise<void> {
    return this.outbox.close();
  }

  /** Waits until nothing is being written or sent. */
  settled(): Promise<void> {
    return this.outbox.settled();
  }

  private messageOfCase({ jurisdiction, cases }: Books, event: CaseEvent): Bulletin | Call | null {
    const of = cases.apply(event);
    const plan = this.options.plans.get(of.plan);
    if (plan === undefined) return null;
    const { standing, base } = this.options;
    if (event.kind === 'case-overdue') return callOfOverdue(of, event, { plan, jurisdiction, standing, base });
    if (event.kind !== 'case-step' || event.effect === null) return null;
    return this.newestBulletin(of, plan, jurisdiction);
  }

  /** The bulletin that the last event of a case brought; null when it brought none. */
  private newestBulletin(of: Case, plan: Plan, jurisdiction: Jurisdiction): Bulletin | null {
    const { standards, standing } = this.options;
    const before = this.byCase.get(of.id)?.length ?? 0;
    const bulletins = bulletinsOf(of, { plan, jurisdiction, standards, standing });
    this.byCase.delete(of.id);
    this.byCase.set(of.id, bulletins);
    this.forgetOldest();
    return bulletins.length === before ? null : (bulletins.at(-1) ?? null);
  }

  private messageOfAlarm({ jurisdiction, alarms }: Books, event: AlarmEvent): Call | null {
    const alarm = alarms.apply(event);
    const plan = alarm.plan === null ? undefined : this.options.plans.get(alarm.plan);
    if (event.kind !== 'alarm-escalated' || plan === undefined) return null;
    const { standing, base } = this.options;
    return callOfAlarm(alarm, event, { plan, jurisdiction, standing, base });
  }

  private forgetOldest(): void {
    let count = 0;
    for (const bulletins of this.byCase.values()) count += bulletins.length;
    for (const [id, bulletins] of this.byCase) {
      if (count <= KEEP_BULLETINS) return;
      this.byCase.delete(id);
      count -= bulletins.length;
    }
  }
}
