/** The theme of the page, for what draws by itself (charts). */
import { createContext, useContext } from 'react';
import { THEMES, type Theme } from './theme.ts';

export const ThemeContext = createContext<Theme>(THEMES.dark);

/** The theme that the page wears. */
export const useTheme = (): Theme => useContext(ThemeContext);
