import type { WireEvidence } from '../../server/wire/shapes.ts';

type At = readonly [time: string, value: number];

/** The newest observed value of an evidence, and the highest forecast one; null where there is none. */
export function extremesOf({ values }: Pick<WireEvidence, 'values'>): {
  readonly newest: At | null;
  readonly forecast: At | null;
} {
  let newest: At | null = null;
  let forecast: At | null = null;
  for (const [time, value, kind] of values) {
    if (value === null) continue;
    if (kind === undefined) newest = [time, value];
    else if (forecast === null || value > forecast[1]) forecast = [time, value];
  }
  return { newest, forecast };
}
