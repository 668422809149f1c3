import { describe, expect, it } from 'vitest';
import { contrast as contrastSeen } from '../test/browser/colour-vision.ts';
import { THEMES, themeFrom, type Theme } from './theme.ts';

const contrast = (a: string, b: string): number => contrastSeen(a, b, null);

describe.each(Object.values(THEMES))('the $name theme', (theme: Theme) => {
  const words = { text: theme.text, text2: theme.text2, text3: theme.text3, ...theme.levelText };
  it.each(Object.entries(words))('has words in %s that pass AA on ground and panel', (_name, colour) => {
    expect(contrast(colour, theme.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour, theme.panel)).toBeGreaterThanOrEqual(4.5);
  });
  it('has labels that can be read on an empty bar', () => {
    expect(contrast(theme.text2, theme.track)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(Object.entries(theme.levelEdge))('has an edge of %s that is told from ground and panel', (_name, colour) => {
    expect(contrast(colour, theme.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(colour, theme.panel)).toBeGreaterThanOrEqual(3);
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
