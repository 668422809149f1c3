import { describe, expect, it } from 'vitest';
import { fromLocalField, toLocalField } from './zoned.ts';

describe('times of a datetime field in a zone', () => {
  it('reads a wall clock time in the zone, not in the browser’s', () => {
    expect(fromLocalField('2016-12-19 12:00', 'Asia/Shanghai')).toBe(Date.parse('2016-12-19T04:00:00Z'));
    expect(fromLocalField('2026-07-01T08:30', 'Europe/Berlin')).toBe(Date.parse('2026-07-01T06:30:00Z'));
    expect(fromLocalField('2026-12-01T08:30', 'Europe/Berlin')).toBe(Date.parse('2026-12-01T07:30:00Z'));
  });

  it('comes back as it went, also across midnight', () => {
    for (const zone of ['Asia/Shanghai', 'Asia/Kathmandu', 'America/Halifax', 'UTC']) {
      const instant = Date.parse('2026-11-22T16:05:00Z');
      expect(fromLocalField(toLocalField(instant, zone), zone)).toBe(instant);
    }
    expect(toLocalField(Date.parse('2026-11-22T16:05:00Z'), 'Asia/Shanghai')).toBe('2026-11-23 00:05');
  });

  it('gives an instant on both days of a clock change', () => {
    expect(fromLocalField('2026-03-29T02:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:30:00Z'));
    expect(fromLocalField('2026-03-29T03:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:30:00Z'));
    expect([Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-25T01:30:00Z')]).toContain(
      fromLocalField('2026-10-25T02:30', 'Europe/Berlin'),
    );
  });

  it('knows no instant for an incomplete field', () => {
    expect(fromLocalField('', 'Asia/Shanghai')).toBeNull();
    expect(fromLocalField('2026-11-22', 'Asia/Shanghai')).toBeNull();
    expect(fromLocalField('22/11/2026 16:05', 'Asia/Shanghai')).toBeNull();
    expect(fromLocalField('2026-13-40T99:00', 'Asia/Shanghai')).toBeNull();
  });
});
