import type { Subject } from '../../server/model/jurisdiction.ts';
import type { Rule } from '../../server/model/plan.ts';
import type { SeriesRow } from '../feeds/series.ts';

const AQI_METRICS = new Set(['air.pm25', 'air.pm10', 'air.so2', 'air.no2', 'air.co', 'air.aqi', 'air.dust']);

/**
 * The series that a rule looks at for a subject, out of all series of its jurisdiction. For a city's air these are the
 * city's own and its assessed stations'; for a grid its own (for the provincial rule every grid's); for a county's coal
 * the key enterprises'.
 */
export function inputsOf(
  rule: Rule,
  subject: string,
  subjects: readonly Subject[],
  series: readonly SeriesRow[],
): readonly SeriesRow[] {
  const byId = new Map(subjects.map((entry) => [entry.id, entry]));
  const isAir = (source: string): boolean => source === subject || byId.get(source)?.assessed === true;
  const wanted = (row: SeriesRow): boolean => {
    switch (rule.kind) {
      case 'run-of-hours':
        return row.metric === rule.metric && isAir(row.source);
      case 'days':
      case 'severe-now':
        return AQI_METRICS.has(row.metric) && isAir(row.source);
      case 'band':
        return (
          row.metric.startsWith('grid.') &&
          (row.source === subject || (rule.scope === 'province' && byId.get(row.source)?.scope === 'city'))
        );
      case 'stock':
        return (
          row.metric === 'coal.stock' &&
          (rule.over === 'each' ? row.source === subject : byId.get(row.source)?.key === true)
        );
      case 'interruption':
        return row.metric.startsWith('gas.') && row.source === subject;
    }
  };
  return series.filter(wanted);
}
