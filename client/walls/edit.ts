/** What the editor does to the rows of a layout. Pure; what cannot be done gives the same rows back. */
import {
  MAX_PANELS_IN_ROW,
  MAX_ROWS,
  PANELS,
  SHARES,
  type LayoutPanel,
  type LayoutRow,
  type PanelKind,
} from '../../server/model/wall-layout.ts';

type Rows = readonly LayoutRow[];

/** Where a panel stands. */
export interface Place {
  readonly row: number;
  readonly panel: number;
}

/** A new panel is as wide as the mean of its neighbours, a new row as high. */
const meanShare = (items: readonly { readonly share: number }[]): number =>
  Math.max(SHARES.least, Math.round(items.reduce((sum, { share }) => sum + share, 0) / Math.max(1, items.length)));

const withPanels = (
  rows: Rows,
  row: number,
  change: (panels: readonly LayoutPanel[]) => readonly LayoutPanel[],
): Rows =>
  // A row without panels is no row.
  rows
    .map((one, index) => (index === row ? { ...one, panels: change(one.panels) } : one))
    .filter(({ panels }) => panels.length > 0);

/** The kinds that are not on the wall yet. */
export function freeKinds(rows: Rows): readonly PanelKind[] {
  const used = new Set(rows.flatMap(({ panels }) => panels.map(({ kind }) => kind)));
  return PANELS.filter((kind) => !used.has(kind));
}

export const addPanel = (rows: Rows, row: number, kind: PanelKind): Rows =>
  withPanels(rows, row, (panels) =>
    panels.length >= MAX_PANELS_IN_ROW ? panels : [...panels, { kind, share: meanShare(panels) }],
  );

/** Takes a panel away, and its row with the last of its panels; the last panel of all stays. */
export const removePanel = (rows: Rows, { row, panel }: Place): Rows =>
  rows.length === 1 && rows[0]?.panels.length === 1
    ? rows
    : withPanels(rows, row, (panels) => panels.filter((_, index) => index !== panel));

export const addRow = (rows: Rows, kind: PanelKind): Rows =>
  rows.length >= MAX_ROWS ? rows : [...rows, { share: meanShare(rows), panels: [{ kind, share: 100 }] }];

export const shareRow = (rows: Rows, row: number, share: number): Rows =>
  rows.map((one, index) => (index === row ? { ...one, share: within(share) } : one));

export const sharePanel = (rows: Rows, { row, panel }: Place, share: number): Rows =>
  withPanels(rows, row, (panels) =>
    panels.map((one, index) => (index === panel ? { ...one, share: within(share) } : one)),
  );

const within = (share: number): number =>
  Number.isFinite(share) ? Math.min(SHARES.most, Math.max(SHARES.least, Math.round(share))) : SHARES.least;

export type Direction = 'left' | 'right' | 'up' | 'down';

/** Whether a panel can be moved there. */
export const canMove = (rows: Rows, place: Place, direction: Direction): boolean =>
  movePanel(rows, place, direction).rows !== rows;

/** Moves a panel within its row, or to the end of the row above or below. Gives where it is then, to keep the focus on it. */
export function movePanel(
  rows: Rows,
  place: Place,
  direction: Direction,
): { readonly rows: Rows; readonly place: Place } {
  const stays = { rows, place };
  const panels = rows[place.row]?.panels ?? [];
  const moved = panels[place.panel];
  if (moved === undefined) return stays;
  if (direction === 'left' || direction === 'right') {
    const to = place.panel + (direction === 'left' ? -1 : 1);
    const other = panels[to];
    if (other === undefined) return stays;
    return {
      rows: withPanels(rows, place.row, (own) => own.with(place.panel, other).with(to, moved)),
      place: { row: place.row, panel: to },
    };
  }
  const to = place.row + (direction === 'up' ? -1 : 1);
  const target = rows[to];
  if (target === undefined || target.panels.length >= MAX_PANELS_IN_ROW) return stays;
  const without = rows.map((one, index) =>
    index === place.row
      ? { ...one, panels: one.panels.filter((_, each) => each !== place.panel) }
      : index === to
        ? { ...one, panels: [...one.panels, moved] }
        : one,
  );
  const isEmptied = panels.length === 1;
  return {
    rows: without.filter((one) => one.panels.length > 0),
    place: { row: isEmptied && direction === 'down' ? place.row : to, panel: target.panels.length },
  };
}
