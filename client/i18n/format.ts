/** Times, ages and numbers as people read them. Pure. */

export type TimeFormat = 'time' | 'clock' | 'datetime' | 'short' | 'date';

const partsByZone = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: number, zone: string): Record<string, string> {
  let format = partsByZone.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    partsByZone.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}

/**
 * An instant (epoch ms or ISO) in a zone, 24-hour: `time` 16:05, `clock` 16:05:42, `datetime` 2026-11-22 16:05,
 * `short` 11-22 16:05, `date` 2026-11-22. Gives `—` for an instant that is none.
 */
export function formatTime(instant: number | string, zone: string, as: TimeFormat): string {
  const ms = typeof instant === 'string' ? Date.parse(instant) : instant;
  if (!Number.isFinite(ms)) return '—';
  const { year, month, day, hour, minute, second } = partsOf(ms, zone);
  switch (as) {
    case 'time':
      return `${hour}:${minute}`;
    case 'clock':
      return `${hour}:${minute}:${second}`;
    case 'datetime':
      return `${year}-${month}-${day} ${hour}:${minute}`;
    case 'short':
      return `${month}-${day} ${hour}:${minute}`;
    case 'date':
      return `${year}-${month}-${day}`;
  }
}

const UNITS = {
  zh: { s: ' 秒', min: ' 分', h: ' 小时', d: ' 天' },
  en: { s: ' s', min: ' min', h: ' h', d: ' d' },
} as const;

/** A stretch of time in its two largest units: `38 s`, `12 min`, `2 h 5 min`, `3 d 4 h`; a negative one counts as 0. */
export function formatAgeIn(language: 'zh' | 'en', ms: number): string {
  const unit = UNITS[language];
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}${unit.s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${unit.min}`;
  const hours = Math.floor(minutes / 60);
  const [big, bigUnit, small, smallUnit] =
    hours < 48 ? [hours, unit.h, minutes % 60, unit.min] : [Math.floor(hours / 24), unit.d, hours % 24, unit.h];
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit} ${small}${smallUnit}`;
}

/** Hours ahead, no finer than a pace can say: minutes below an hour, hours below three days, then days. */
export function formatPaceIn(language: 'zh' | 'en', hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  if (hours < 72) return `${Math.round(hours)} h`;
  return `${Math.round(hours / 24)}${UNITS[language].d}`;
}

/** A number with as many decimals as its size deserves: 0.42, 6.2, 43, 1086; null is `—`. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 1 ? 1 : 2;
  const text = value.toFixed(decimals);
  return decimals > 0 ? text.replace(/\.?0+$/, '') : text;
}
