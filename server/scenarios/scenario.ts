import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Plan } from '../model/plan.ts';
import type { Reading } from '../model/reading.ts';
import type { Text } from '../model/text.ts';
import type { Act } from './acts.ts';
import type { Check, Line, Words } from './lines.ts';

/** What a plan must say to given data: inputs, and the complete list of what comes of them. Instants are epoch ms. */
export interface Scenario {
  readonly file: string;
  /** Line of the scenario in its file. */
  readonly line: number;
  readonly title: Text;
  readonly clauses: readonly string[];
  readonly plan: Plan;
  readonly jurisdiction: Jurisdiction;
  readonly words: Words;
  readonly start: number;
  /** Where the clock stops: the end of the longest series, the last act, or a time that is named. */
  readonly end: number;
  /** In the order in which they arrive (`receivedAt`). */
  readonly readings: readonly Reading[];
  /** Instants at which the program stops and starts again from the readings that it has. */
  readonly restarts: readonly number[];
  /** Events of grids that an operator closes. */
  readonly closes: readonly { readonly at: number; readonly grid: string }[];
  /** What people do, in order; null: the engine answers every recommendation at once and there are no cases. */
  readonly people: readonly Act[] | null;
  readonly expect: readonly Line[];
  readonly corrections: readonly Line[];
  readonly checks: readonly Check[];
  /** What comes of the cases. */
  readonly cases: readonly Line[];
}
