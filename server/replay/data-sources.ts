import { bareSubject, type Jurisdiction } from '../model/jurisdiction.ts';
import type { Reading } from '../model/reading.ts';

/** Names that a message lists; the rest are counted. */
const LISTED = 40;

const list = (names: ReadonlySet<string>): string => {
  const listed = [...names].slice(0, LISTED).join(', ');
  return names.size > LISTED ? `${listed} and ${names.size - LISTED} more` : listed;
};

/** Time is noted in pieces of six hours: ten years of data are some 15,000 of them. */
const PIECE_MS = 6 * 3_600_000;
/** A stretch without any reading counts as a gap in the data from four whole pieces on. */
const GAP_PIECES = 4;

/** What a reading is to a backtest. */
export type Use = 'judged' | 'unknown-source' | 'left-out';

/** Gathers from readings, as they are read, whose they are and what time they cover. */
export class DataSources {
  /** Sources with observed readings other than dust marks. */
  private readonly observed = new Set<string>();
  /** Sources with forecasts or dust marks: these name a city. */
  private readonly naming = new Set<string>();
  /** Sources of files whose sources are cities. */
  private readonly cities = new Set<string>();
  private readonly leftOut = new Set<string>();
  private from = Infinity;
  private to = -Infinity;
  /** Pieces of time that observed readings touch. */
  private readonly pieces = new Set<number>();
  private lastPiece = Number.NaN;
  private last: {
    readonly source: string;
    readonly naming: boolean;
    readonly city: boolean;
    readonly use: Use;
  } | null = null;

  /**
   * @param known ids of the subjects of a given jurisdiction; null when the city is made of what the files hold
   * @param kept only these sources; all when empty
   */
  constructor(
    private readonly known: ReadonlySet<string> | null,
    private readonly kept: ReadonlySet<string>,
  ) {}

  /** Takes note of a reading, of a file whose sources are cities or not; says what it is to the backtest. */
  take(reading: Reading, city: boolean): Use {
    const naming = reading.kind === 'forecast' || reading.metric === 'air.dust';
    // Rows of one source follow each other in most files.
    if (this.last?.source !== reading.source || this.last.naming !== naming || this.last.city !== city) {
      this.last = { source: reading.source, naming, city, use: this.meet(reading.source, naming, city) };
    }
    const { use } = this.last;
    if (use === 'judged' && reading.kind === 'observed') {
      if (reading.time < this.from) this.from = reading.time;
      const end = reading.time + (reading.period ?? 0) * 1000;
      if (end > this.to) this.to = end;
      this.cover(reading.time, end);
    }
    return use;
  }

  private cover(from: number, to: number): void {
    const first = Math.floor(from / PIECE_MS);
    const last = Math.max(first, Math.ceil(to / PIECE_MS) - 1);
    if (first === last && first === this.lastPiece) return;
    for (let piece = first; piece <= last; piece += 1) this.pieces.add(piece);
    this.lastPiece = last;
  }

  private meet(source: string, naming: boolean, city: boolean): Use {
    if (this.kept.size > 0 && !this.kept.has(source)) {
      this.leftOut.add(source);
      return 'left-out';
    }
    (naming ? this.naming : this.observed).add(source);
    if (city) this.cities.add(source);
    return this.known === null || this.known.has(source) ? 'judged' : 'unknown-source';
  }

  /** From the first observed reading that is judged to the end of the last, epoch ms; null when there is none. */
  get span(): { readonly from: number; readonly to: number } | null {
    return this.from === Infinity ? null : { from: this.from, to: this.to };
  }

  /** Stretches of a day or more, epoch ms, in which no source has an observed reading; exact to six hours. */
  get gaps(): { readonly from: number; readonly to: number }[] {
    const pieces = [...this.pieces].toSorted((a, b) => a - b);
    return pieces.flatMap((piece, i) => {
      const next = pieces[i + 1];
      if (next === undefined || next - piece - 1 < GAP_PIECES) return [];
      return [{ from: (piece + 1) * PIECE_MS, to: next * PIECE_MS }];
    });
  }

  /** Why what was read cannot be judged, once all of it was read; null when it can. */
  get problem(): string | null {
    const missing = [...this.kept].filter((source) => !this.observed.has(source) && !this.naming.has(source));
    if (missing.length > 0) {
      return `--source ${missing.join(', ')}: no file has it; the files have ${list(new Set([...this.leftOut, ...this.observed]))}`;
    }
    if (this.known !== null || this.cities.size === 0) return null;
    const cities = new Set([...this.cities, ...this.naming]);
    return cities.size > 1
      ? `the files hold ${cities.size} cities (${list(cities)}): a backtest without --jurisdiction judges one, name it with --source NAME`
      : null;
  }

  /**
   * One city of all that was read. A source that is a city by its file, or is forecast or marked as dust, is the city
   * itself, the others are its stations; without such a one the city is called `city`.
   */
  madeCity(plans: readonly string[]): Jurisdiction {
    const [ofFile] = this.cities;
    const [named] = this.naming;
    const id = ofFile ?? named ?? 'city';
    const stations = [...this.observed].filter((source) => source !== id).toSorted();
    const name = ofFile === undefined ? { zh: '全部站点', en: 'All stations' } : { zh: ofFile, en: ofFile };
    return {
      id,
      name,
      timezone: 'Asia/Shanghai',
      plans,
      subjects: [
        { ...bareSubject(id, 'city', name) },
        ...stations.map((station) => ({
          ...bareSubject(station, 'air-station', { zh: station, en: station }),
          parent: id,
          assessed: true,
        })),
      ],
    };
  }
}
