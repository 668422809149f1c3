/** Coal stocks: what is dug, sold or burnt, and the trains that bring or take it. */
import { valueOn, type Curve } from './curve.ts';
import { keyOf, smoothNoise, traitOf } from './random.ts';
import type { SubjectDescription } from './subject.ts';

/** A course that a scripted stock takes instead of its usual one: in days of output or sales, or in its usual stocks. */
export interface CoalTurn {
  readonly enterprise: string;
  readonly stock: Curve;
}

const DAY_MS = 86_400_000;

/** Tonnes that one unit of an enterprise's own measure stands for: a day of output or sales, or its usual stock. */
export function unitOfStock(enterprise: SubjectDescription): number {
  switch (enterprise.kind) {
    case 'coal-producer':
      return enterprise.designDailyOutput ?? 5_000;
    case 'coal-trader':
      return enterprise.dailySales ?? 1_500;
    default:
      return enterprise.threeYearMeanStock ?? 100_000;
  }
}

/** Coal in stock, t. Between deliveries (or the trains that take it away) it moves evenly; a delivery takes a few hours. */
export function stockOf(seed: number, enterprise: SubjectDescription, turn: CoalTurn | null, instant: number): number {
  const key = keyOf(seed, enterprise.id, 'stock');
  const weighing = 0.004 * smoothNoise(key + 1, instant, 30 * 60_000);
  if (turn !== null) return Math.round(unitOfStock(enterprise) * valueOn(turn.stock, instant) * (1 + weighing));
  const usual = enterprise.kind === 'coal-user' ? traitOf(key + 2, 0.78, 0.98) : traitOf(key + 2, 8.5, 11.5);
  const between = traitOf(key + 3, 2.2, 4.1) * DAY_MS;
  const part = (instant / between + traitOf(key + 4, 0, 1)) % 1;
  // A mine fills up until a train takes coal away; the others run down until one brings it.
  const down = part < 0.92 ? 0.5 - part / 0.92 : -0.5 + (part - 0.92) / 0.08;
  const wave = enterprise.kind === 'coal-producer' ? -down : down;
  return Math.round(
    unitOfStock(enterprise) * usual * (1 + 0.11 * wave + 0.03 * smoothNoise(key + 5, instant, 2 * DAY_MS) + weighing),
  );
}
