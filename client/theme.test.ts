import { describe, expect, it } from 'vitest';
import { THEMES, themeFrom, type Theme } from './theme.ts';

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast of two colours, 1..21. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.values(THEMES))('the $name theme', (theme: Theme) => {
  const words = { text: theme.text, text2: theme.text2, text3: theme.text3, ...theme.levelText };
  it.each(Object.entries(words))('has words in %s that pass AA on ground and panel', (_name, colour) => {
    expect(contrast(colour, theme.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour, theme.panel)).toBeGreaterThanOrEqual(4.5);
  });
  it('has labels that can be read on an empty bar', () => {
    expect(contrast(theme.text2, theme.track)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['IV', 'III', 'II', 'I'] as const)('has large numerals that pass on the fill of %s', (level) => {
    expect(contrast(theme.onLevel[level], theme.level[level])).toBeGreaterThanOrEqual(3);
  });
});

describe('the choice of theme', () => {
  it('is the address, then what was stored, then dark', () => {
    expect(themeFrom('?theme=light', 'dark').name).toBe('light');
    expect(themeFrom('', 'light').name).toBe('light');
    expect(themeFrom('?theme=pink', null).name).toBe('dark');
  });
});
