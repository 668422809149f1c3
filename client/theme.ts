/** Colours and shapes. Grey is normal; a level is always colour, shape and word. */
import type { Level } from '../server/wire/shapes.ts';

/** Colours of one theme. Every `text*` and `levelText` on `ground` and `panel` passes WCAG AA (a test keeps it so). */
export interface Theme {
  readonly name: 'dark' | 'light';
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  /** The empty part of a bar. */
  readonly track: string;
  readonly text: string;
  readonly text2: string;
  readonly text3: string;
  /** Normal: bars and shapes below every level. */
  readonly normal: string;
  /** Fill of a bar below every level. */
  readonly bar: string;
  /** Neighbours of the series that matters. */
  readonly quiet: string;
  /** What has been forecast, not seen. */
  readonly forecast: string;
  /** Fill of a level's shape, bar and line. */
  readonly level: Readonly<Record<Level, string>>;
  /** Edge of a level's shape, and lines that stand for it: where the fill is too light to be told from the ground. */
  readonly levelEdge: Readonly<Record<Level, string>>;
  /** Words in a level's colour. */
  readonly levelText: Readonly<Record<Level, string>>;
  /** On top of a level's fill. */
  readonly onLevel: Readonly<Record<Level, string>>;
}

export const THEMES: { readonly dark: Theme; readonly light: Theme } = {
  dark: {
    name: 'dark',
    ground: '#0d1115',
    panel: '#141a20',
    line: '#232c35',
    track: '#202830',
    text: '#e9eef3',
    text2: '#9cabb9',
    text3: '#8896a3',
    normal: '#7d8b97',
    bar: '#66737f',
    quiet: '#56626d',
    forecast: '#9db4d0',
    level: { none: '#7d8b97', IV: '#4a93ff', III: '#f2c200', II: '#ff8a1f', I: '#ef3e46' },
    // Red is dark to who lacks the cones for it: the edge of the worst level is lighter than its fill.
    levelEdge: { none: '#7d8b97', IV: '#4a93ff', III: '#f2c200', II: '#ff8a1f', I: '#ff6169' },
    levelText: { none: '#9cabb9', IV: '#6ba6ff', III: '#f2c200', II: '#ff9a3d', I: '#ff6169' },
    onLevel: { none: '#0d1115', IV: '#0d1115', III: '#0d1115', II: '#0d1115', I: '#ffffff' },
  },
  light: {
    name: 'light',
    ground: '#e9edf1',
    panel: '#fbfcfd',
    line: '#c7d0d8',
    track: '#dde3e9',
    text: '#10171e',
    text2: '#3d4a56',
    text3: '#55626e',
    normal: '#7b8894',
    bar: '#8b98a4',
    quiet: '#a3aeb8',
    forecast: '#3f648f',
    level: { none: '#7b8894', IV: '#1f6fe0', III: '#dba800', II: '#e06a00', I: '#d3222c' },
    levelEdge: { none: '#7b8894', IV: '#1f6fe0', III: '#a87f00', II: '#d86300', I: '#d3222c' },
    levelText: { none: '#3d4a56', IV: '#1257b8', III: '#6f5600', II: '#963f00', I: '#b5121c' },
    onLevel: { none: '#ffffff', IV: '#ffffff', III: '#10171e', II: '#10171e', I: '#ffffff' },
  },
};

/** The shape of a level: corners are told apart at a distance where colours are not. */
export const LEVEL_SHAPES: Readonly<Record<Level, 'circle' | 'triangle' | 'diamond' | 'octagon'>> = {
  none: 'circle',
  IV: 'circle',
  III: 'triangle',
  II: 'diamond',
  I: 'octagon',
};

export const FONT =
  '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

/** Where a choice of theme is kept in the browser. */
export const THEME_KEY = 'wanglou.theme';

/** The theme that a page asks for: `?theme=`, else what was stored, else dark. */
export function themeFrom(search: string, stored: string | null): Theme {
  const asked = new URLSearchParams(search).get('theme') ?? stored;
  return asked === 'light' ? THEMES.light : THEMES.dark;
}

/** A theme as CSS custom properties: `--ground`, `--text-2`, `--level-III`, `--level-text-I`, ... */
export function cssVariables(theme: Theme): ReadonlyMap<string, string> {
  const variables = new Map([
    ['--ground', theme.ground],
    ['--panel', theme.panel],
    ['--line', theme.line],
    ['--track', theme.track],
    ['--text', theme.text],
    ['--text-2', theme.text2],
    ['--text-3', theme.text3],
    ['--normal', theme.normal],
    ['--bar', theme.bar],
    ['--quiet', theme.quiet],
    ['--forecast', theme.forecast],
  ]);
  for (const level of ['none', 'IV', 'III', 'II', 'I'] as const) {
    variables.set(`--level-${level}`, theme.level[level]);
    variables.set(`--level-edge-${level}`, theme.levelEdge[level]);
    variables.set(`--level-text-${level}`, theme.levelText[level]);
    variables.set(`--on-level-${level}`, theme.onLevel[level]);
  }
  return variables;
}

/** Puts a theme on the page. */
export function applyTheme(theme: Theme, root: HTMLElement): void {
  root.dataset['theme'] = theme.name;
  for (const [name, value] of cssVariables(theme)) root.style.setProperty(name, value);
}
