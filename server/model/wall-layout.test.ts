import { describe, expect, it } from 'vitest';
import { ARRANGEMENTS, faultsOf, placePanels, type LayoutRow, type PanelKind } from './wall-layout.ts';

const row = (share: number, ...kinds: readonly PanelKind[]): LayoutRow => ({
  share,
  panels: kinds.map((kind) => ({ kind, share: 10 })),
});

describe('an arrangement', () => {
  it.each(Object.entries(ARRANGEMENTS))('that one begins with has no faults: %s', (_, rows) => {
    expect(faultsOf(rows)).toEqual([]);
  });

  it('fills the wall whatever its shares add up to, gaps taken off', () => {
    const placed = placePanels([row(5, 'gauges', 'alarms'), row(5, 'trends')]);
    const [above = [], below = []] = placed;
    expect(above.map(({ size }) => size.width)).toEqual([87.05, 87.05]);
    expect([...above, ...below].map(({ size }) => size.height.toFixed(2))).toEqual(['36.95', '36.95', '36.95']);
    expect(below[0]?.size.width).toBe(175);
    expect(placePanels([row(50, 'gauges', 'alarms'), row(50, 'trends')])).toEqual(placed);
  });

  it.each<[string, readonly LayoutRow[], unknown]>([
    ['a panel twice, in one row or two', [row(50, 'map', 'map'), row(50, 'map')], ['twice map', 'twice map']],
    ['trends beside one of their kinds', [row(50, 'trends'), row(50, 'so2')], ['shown-by-trends so2']],
    [
      'a row in which five have no room',
      [row(1, 'gauges', 'alarms', 'map', 'aqi')],
      ['too-narrow gauges', 'too-narrow alarms'],
    ],
    ['a row that is too low', [row(10, 'alarms'), row(90, 'gauges')], ['too-low alarms']],
  ])('has a fault: %s', (_, rows, expected) => {
    expect(faultsOf(rows).map(({ kind, panel }) => `${kind} ${panel}`)).toEqual(expected);
  });
});
