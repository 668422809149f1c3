import type { Subject } from '../../server/model/jurisdiction.ts';
import type { Rule } from '../../server/model/plan.ts';
import type { Form } from '../../server/model/procedure.ts';
import type { SeriesRow } from '../feeds/series.ts';

const AQI_METRICS = new Set(['air.pm25', 'air.pm10', 'air.so2', 'air.no2', 'air.co', 'air.aqi', 'air.dust']);

/**
 * The series that a rule looks at for a subject, out of all series of its jurisdiction. For a city's air these are the
 * city's own and its assessed stations'; for a grid its own (for a rule on several cities their grids' as well); for a
 * county's coal the key enterprises'; for a report the facts of its form.
 */
export function inputsOf(
  rule: Rule,
  of: { readonly subject: string; readonly subjects: readonly Subject[]; readonly forms: readonly Form[] },
  series: readonly SeriesRow[],
): readonly SeriesRow[] {
  const { subject } = of;
  const byId = new Map(of.subjects.map((entry) => [entry.id, entry]));
  const isAir = (source: string): boolean => source === subject || byId.get(source)?.assessed === true;
  const isOnCities = rule.kind === 'band' && rule.editions.some(({ values }) => values.severalCities !== null);
  const facts = new Set(
    rule.kind === 'report' ? of.forms.find(({ id }) => id === rule.form)?.fields.map(({ metric }) => metric) : [],
  );
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
          (row.source === subject || (isOnCities && byId.get(row.source)?.scope === 'city'))
        );
      case 'stock':
        return (
          row.metric === 'coal.stock' &&
          (rule.over === 'each' ? row.source === subject : byId.get(row.source)?.key === true)
        );
      case 'report':
        return facts.has(row.metric) && row.source === subject;
    }
  };
  return series.filter(wanted);
}
