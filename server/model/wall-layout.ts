/** What a wall shows and where: rows of panels under the head and the bands, which every wall has. */

/** The panels that a layout may hold, each once. `trends` is all kinds of trends side by side, as far as there are any. */
export const PANELS = ['gauges', 'map', 'alarms', 'levels', 'trends', 'aqi', 'so2', 'load', 'coal'] as const;
export type PanelKind = (typeof PANELS)[number];

/** A panel with its part of the width of its row. */
export interface LayoutPanel {
  readonly kind: PanelKind;
  readonly share: number;
}

/** Panels side by side, with their part of the height. */
export interface LayoutRow {
  readonly share: number;
  readonly panels: readonly LayoutPanel[];
}

export interface WallLayout {
  /** What administrators call it. */
  readonly title: string;
  /** Ids of the jurisdictions to show; none means all. */
  readonly jurisdictions: readonly string[];
  /** null: what the address or the browser asks for. */
  readonly language: 'zh' | 'en' | null;
  /** null: what the address asks for, else dark. */
  readonly theme: 'dark' | 'light' | null;
  /** How long a page stays before the next one turns up. */
  readonly pageSeconds: number;
  readonly rows: readonly LayoutRow[];
}

export const MAX_ROWS = 3;
export const MAX_PANELS_IN_ROW = 4;
/** Shares are parts of 100, but need not add up to it. */
export const SHARES = { least: 5, most: 100 } as const;
export const PAGE_SECONDS = { least: 5, most: 120 } as const;

/** Width and height in units of the wall: percents of the height of a wall of 16:9. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 0.9;
/** What the rows have together: the wall without its edges, head and bands, and the gaps between those. */
const ROOM: Size = { width: 175, height: 74.8 };

/** Below this a panel of the kind cannot be read from five metres, or shows next to nothing. */
const LEAST: Readonly<Record<PanelKind, Size>> = {
  gauges: { width: 50, height: 20 },
  map: { width: 30, height: 26 },
  alarms: { width: 45, height: 14 },
  levels: { width: 50, height: 14 },
  trends: { width: 120, height: 20 },
  aqi: { width: 30, height: 20 },
  so2: { width: 30, height: 20 },
  load: { width: 28, height: 20 },
  coal: { width: 28, height: 20 },
};

const sum = (shares: readonly { readonly share: number }[]): number =>
  shares.reduce((total, { share }) => total + share, 0);

/** A panel of a layout with its size. */
export interface PlacedPanel {
  readonly kind: PanelKind;
  readonly size: Size;
}

/** The panels of some rows, with the sizes that they have on a wall of 16:9. */
export function placePanels(rows: readonly LayoutRow[]): readonly (readonly PlacedPanel[])[] {
  const heights = ROOM.height - GAP * (rows.length - 1);
  return rows.map((row) => {
    const widths = ROOM.width - GAP * (row.panels.length - 1);
    const height = (heights * row.share) / sum(rows);
    return row.panels.map(({ kind, share }) => ({
      kind,
      size: { width: (widths * share) / sum(row.panels), height },
    }));
  });
}

/** What is wrong with the arrangement of some rows. */
export type LayoutFault =
  | { readonly kind: 'twice'; readonly panel: PanelKind }
  /** `trends` beside one of its kinds shows the same thing twice. */
  | { readonly kind: 'shown-by-trends'; readonly panel: PanelKind }
  | { readonly kind: 'too-narrow' | 'too-low'; readonly panel: PanelKind };

/** All that is wrong with an arrangement, in the order of its panels. */
export function faultsOf(rows: readonly LayoutRow[]): readonly LayoutFault[] {
  const seen = new Set<PanelKind>();
  const faults: LayoutFault[] = [];
  const all = rows.flatMap(({ panels }) => panels.map(({ kind }) => kind));
  for (const { kind, size } of placePanels(rows).flat()) {
    const least = LEAST[kind];
    if (seen.has(kind)) faults.push({ kind: 'twice', panel: kind });
    else if (isTrend(kind) && all.includes('trends')) faults.push({ kind: 'shown-by-trends', panel: kind });
    if (size.width < least.width) faults.push({ kind: 'too-narrow', panel: kind });
    if (size.height < least.height) faults.push({ kind: 'too-low', panel: kind });
    seen.add(kind);
  }
  return faults;
}

const isTrend = (kind: PanelKind): boolean => ['aqi', 'so2', 'load', 'coal'].includes(kind);

/** The arrangements that one begins with. */
export const ARRANGEMENTS = {
  standard: [
    {
      share: 65,
      panels: [
        { kind: 'gauges', share: 46 },
        { kind: 'map', share: 22 },
        { kind: 'alarms', share: 32 },
      ],
    },
    { share: 35, panels: [{ kind: 'trends', share: 100 }] },
  ],
  week: [
    {
      share: 46,
      panels: [
        { kind: 'gauges', share: 62 },
        { kind: 'alarms', share: 38 },
      ],
    },
    { share: 24, panels: [{ kind: 'levels', share: 100 }] },
    { share: 30, panels: [{ kind: 'trends', share: 100 }] },
  ],
  place: [
    {
      share: 65,
      panels: [
        { kind: 'map', share: 62 },
        { kind: 'alarms', share: 38 },
      ],
    },
    {
      share: 35,
      panels: [
        { kind: 'levels', share: 38 },
        { kind: 'aqi', share: 31 },
        { kind: 'load', share: 31 },
      ],
    },
  ],
  curves: [
    {
      share: 50,
      panels: [
        { kind: 'aqi', share: 50 },
        { kind: 'so2', share: 50 },
      ],
    },
    {
      share: 50,
      panels: [
        { kind: 'alarms', share: 38 },
        { kind: 'load', share: 31 },
        { kind: 'coal', share: 31 },
      ],
    },
  ],
} as const satisfies Readonly<Record<string, readonly LayoutRow[]>>;
export type Arrangement = keyof typeof ARRANGEMENTS;

/** What a wall shows of which nobody said anything. */
export const STANDARD_LAYOUT: Omit<WallLayout, 'title'> = {
  jurisdictions: [],
  language: null,
  theme: null,
  pageSeconds: 12,
  rows: ARRANGEMENTS.standard,
};
