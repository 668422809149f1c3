import {
  alarmKpis,
  handoverOf,
  rowsOf,
  type AlarmKpis,
  type Handover,
  type HistoryFilter,
  type HistoryRow,
  type Names,
} from '../alarms/index.ts';
import { localInstantIn } from '../cases/index.ts';
import type { LedgerHistory } from './history.ts';

/** A stretch of event time, `[from, to)` in epoch ms, in one jurisdiction or in all. */
export interface HistorySpan {
  readonly from: number;
  readonly to: number;
  readonly jurisdiction: string | null;
}

export interface HistoryDeskOptions {
  readonly history: LedgerHistory;
  readonly names: () => Names;
  /** Event time, epoch ms. */
  readonly now: () => number;
}

/** What people ask of the past. Each answer is null when too many questions wait. */
export class HistoryDesk {
  constructor(private readonly options: HistoryDeskOptions) {}

  /** The rows of a span that fit, the newest first; alarms with all that became of them since. */
  async search(span: HistorySpan, filter: HistoryFilter): Promise<readonly HistoryRow[] | null> {
    const book = await this.options.history.of({ ...span, as: 'since' }, span.jurisdiction);
    if (book === null) return null;
    return rowsOf({ records: book.records(), happenings: book.happenings() }, filter, this.options.names());
  }

  /** The measures of the alarm system over a span, which ends now at the latest. */
  async kpis(span: HistorySpan, shifts: readonly string[]): Promise<AlarmKpis | null> {
    const { from, to, jurisdiction } = this.untilNow(span);
    const book = await this.options.history.of({ from, to, as: 'at-end' }, jurisdiction);
    if (book === null) return null;
    const names = this.options.names();
    return alarmKpis(book.records(), { from, to, zoneOf: (id) => names.zone(id), shifts });
  }

  /** What a shift leaves to the next one, as it stood at its end, or now while it lasts; with its measures. */
  async handover(
    span: HistorySpan,
    shifts: readonly string[],
  ): Promise<{ readonly to: number; readonly handover: Handover; readonly kpis: AlarmKpis } | null> {
    const { from, to, jurisdiction } = this.untilNow(span);
    const book = await this.options.history.of({ from, to, as: 'at-end' }, jurisdiction);
    if (book === null) return null;
    const names = this.options.names();
    const zoneOf = (id: string): string => names.zone(id);
    const history = { records: book.records(), happenings: book.happenings(), cases: book.cases() };
    return {
      to,
      handover: handoverOf(history, { from, to, zoneOf, instantIn: localInstantIn }),
      kpis: alarmKpis(history.records, { from, to, zoneOf, shifts }),
    };
  }

  /** What has not happened yet would make every rate too small. */
  private untilNow({ from, to, jurisdiction }: HistorySpan): HistorySpan {
    return { from, to: Math.max(from, Math.min(to, this.options.now() + 1)), jurisdiction };
  }
}
