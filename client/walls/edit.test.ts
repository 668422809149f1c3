import { describe, expect, it } from 'vitest';
import { ARRANGEMENTS, type LayoutRow } from '../../server/model/wall-layout.ts';
import {
  addPanel,
  addRow,
  canMove,
  freeKinds,
  movePanel,
  removePanel,
  sharePanel,
  shareRow,
  type Direction,
} from './edit.ts';

const standard: readonly LayoutRow[] = ARRANGEMENTS.standard;
const words = (rows: readonly LayoutRow[]): string =>
  rows.map(({ panels }) => panels.map(({ kind }) => kind).join(' ')).join(' / ');

describe('panels', () => {
  it.each<[string, number, number, Direction, string, [number, number]]>([
    ['to the left', 0, 1, 'left', 'map gauges alarms / trends', [0, 0]],
    ['to the right', 0, 1, 'right', 'gauges alarms map / trends', [0, 2]],
    ['down, behind the others', 0, 0, 'down', 'map alarms / trends gauges', [1, 1]],
    ['up out of a row that is empty then', 1, 0, 'up', 'gauges map alarms trends', [0, 3]],
  ])('move %s', (_, row, panel, direction, expected, [toRow, toPanel]) => {
    const moved = movePanel(standard, { row, panel }, direction);
    expect([words(moved.rows), moved.place]).toEqual([expected, { row: toRow, panel: toPanel }]);
    expect(moved.rows[moved.place.row]?.panels[moved.place.panel]).toEqual(standard[row]?.panels[panel]);
  });

  it('know where they are after a row above them has gone', () => {
    const rows: readonly LayoutRow[] = [
      { share: 50, panels: [{ kind: 'map', share: 50 }] },
      { share: 50, panels: [{ kind: 'alarms', share: 50 }] },
    ];
    const moved = movePanel(rows, { row: 0, panel: 0 }, 'down');
    expect([words(moved.rows), moved.place]).toEqual(['alarms map', { row: 0, panel: 1 }]);
  });

  it('stay where there is no way, and no room', () => {
    expect(canMove(standard, { row: 0, panel: 0 }, 'left')).toBe(false);
    expect(canMove(standard, { row: 0, panel: 0 }, 'up')).toBe(false);
    expect(canMove(standard, { row: 1, panel: 0 }, 'down')).toBe(false);
    expect(canMove(standard, { row: 4, panel: 0 }, 'down')).toBe(false);
    const full = addPanel(standard, 0, 'levels');
    expect(words(full)).toBe('gauges map alarms levels / trends');
    expect(canMove(full, { row: 1, panel: 0 }, 'up')).toBe(false);
    expect(words(addPanel(full, 0, 'coal'))).toBe(words(full));
  });

  it('come with the mean width of their row, and take it with them when they are the last', () => {
    expect(addPanel(standard, 0, 'levels')[0]?.panels.at(-1)).toEqual({ kind: 'levels', share: 33 });
    expect(words(removePanel(standard, { row: 1, panel: 0 }))).toBe('gauges map alarms');
    const one: readonly LayoutRow[] = [{ share: 50, panels: [{ kind: 'map', share: 50 }] }];
    expect(removePanel(one, { row: 0, panel: 0 })).toBe(one);
  });

  it('are offered once', () => {
    expect(freeKinds(standard)).toEqual(['levels', 'aqi', 'so2', 'load', 'coal']);
  });
});

describe('shares', () => {
  it('are whole, bounded, and never not a number', () => {
    const share = (value: number): unknown => sharePanel(standard, { row: 0, panel: 1 }, value)[0]?.panels[1]?.share;
    expect([share(30.4), share(0), share(1000), share(Number.NaN)]).toEqual([30, 5, 100, 5]);
    expect(shareRow(standard, 1, 45).map((row) => row.share)).toEqual([65, 45]);
  });

  it('of a new row are the mean of the others; there are three rows at most', () => {
    const three = addRow(standard, 'levels');
    expect(three.map((row) => row.share)).toEqual([65, 35, 50]);
    expect(addRow(three, 'coal')).toBe(three);
  });
});
