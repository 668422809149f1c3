import type { Jurisdiction, Subject } from '../model/jurisdiction.ts';
import type { InstantRule } from '../model/plan.ts';
import type { Form } from '../model/procedure.ts';
import { isJudgeable, type Reading } from '../model/reading.ts';

/** What a reading is to the rules on arriving readings. */
export type InputKind = 'load' | 'shed' | 'customers' | 'stock' | 'fact';

/** One series that rules use. */
export interface Slot {
  readonly kind: InputKind;
  readonly source: string;
  /** Index of its grid, enterprise or fact. */
  readonly index: number;
}

const GRID_METRICS: readonly (readonly [string, InputKind])[] = [
  ['grid.load', 'load'],
  ['grid.shed', 'shed'],
  ['grid.customers_out', 'customers'],
];
/** The series that a plan's rules on arriving readings use, numbered. */
export class Slots {
  readonly grids: readonly Subject[];
  readonly enterprises: readonly Subject[];
  /** Metrics that reports of the area give. */
  readonly facts: readonly string[];
  readonly slots: Slot[] = [];
  private readonly numbers = new Map<string, Map<string, number>>();

  /**
   * @param area the county or city that reports speak of
   * @param forms the plan's
   * @param kinds of the plan's rules: what no rule looks at is not kept
   */
  constructor(
    jurisdiction: Jurisdiction,
    area: Subject,
    { forms, kinds }: { readonly forms: readonly Form[]; readonly kinds: ReadonlySet<InstantRule['kind']> },
  ) {
    const { subjects } = jurisdiction;
    this.grids = kinds.has('band') ? subjects.filter((subject) => subject.kind === 'grid') : [];
    this.enterprises = kinds.has('stock') ? subjects.filter((subject) => subject.kind.startsWith('coal-')) : [];
    this.grids.forEach((grid, index) => this.add(grid.id, GRID_METRICS, index));
    this.enterprises.forEach((enterprise, index) => this.add(enterprise.id, [['coal.stock', 'stock']], index));
    const metrics = forms.flatMap(({ fields }) => fields.flatMap(({ metric }) => (metric === null ? [] : [metric])));
    this.facts = [...new Set(metrics)];
    this.facts.forEach((metric, index) => this.add(area.id, [[metric, 'fact']], index));
  }

  /** The number of a reading's series, or -1 when no rule uses it. */
  numberOf(reading: Reading): number {
    return reading.kind === 'observed' ? (this.numbers.get(reading.source)?.get(reading.metric) ?? -1) : -1;
  }

  private add(source: string, metrics: readonly (readonly [string, InputKind])[], index: number): void {
    let ofSource = this.numbers.get(source);
    if (ofSource === undefined) {
      ofSource = new Map();
      this.numbers.set(source, ofSource);
    }
    for (const [metric, kind] of metrics) {
      ofSource.set(metric, this.slots.length);
      this.slots.push({ kind, source, index });
    }
  }
}

/** The readings of one event time by series; of two of a series the one that came last stands. */
export class Inputs {
  readonly numbers: number[] = [];
  /** NaN where the reading does not count. */
  readonly values: number[] = [];

  put(number: number, reading: Reading): void {
    const value = isJudgeable(reading) ? reading.value : Number.NaN;
    const at = this.numbers.indexOf(number);
    if (at >= 0) this.values[at] = value;
    else {
      this.numbers.push(number);
      this.values.push(value);
    }
  }
}
