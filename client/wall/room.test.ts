import { describe, expect, it } from 'vitest';
import {
  ARRANGEMENTS,
  placePanels,
  type Arrangement,
  type PanelKind,
  type Size,
} from '../../server/model/wall-layout.ts';
import { alarmRoom, gaugeRoom, trendRoom, weekRoom } from './room.ts';

function sizeOf(arrangement: Arrangement, kind: PanelKind): Size {
  const found = placePanels(ARRANGEMENTS[arrangement])
    .flat()
    .find((panel) => panel.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found.size;
}

describe('the room of a panel', () => {
  it('is what the standard arrangement has always shown', () => {
    expect(gaugeRoom(sizeOf('standard', 'gauges'))).toEqual({ columns: 2, rows: 6, pinned: 6, turning: 6 });
    expect(alarmRoom(sizeOf('standard', 'alarms'))).toBe(10);
    expect(trendRoom(sizeOf('standard', 'trends'))).toBe(4);
  });

  it('is less in a lower or narrower one, and never nothing', () => {
    expect(gaugeRoom({ width: 50, height: 35 })).toEqual({ columns: 1, rows: 4, pinned: 2, turning: 2 });
    expect(gaugeRoom({ width: 175, height: 20 })).toEqual({ columns: 3, rows: 2, pinned: 2, turning: 4 });
    expect(alarmRoom({ width: 50, height: 14 })).toBe(2);
    expect(weekRoom({ width: 50, height: 14 })).toBe(2);
    expect(trendRoom({ width: 30, height: 20 })).toBe(1);
  });
});
