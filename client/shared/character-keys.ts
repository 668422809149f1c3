/** Commands of one character, and turning them off: who speaks to the computer would set them off with words. */

const STORED = 'wanglou.character-keys';

/** Whether this browser takes single characters as commands; it does until somebody turns that off. */
export const areCharacterKeysOn = (): boolean => localStorage.getItem(STORED) !== 'off';

/** Turns them on or off for this browser. */
export const setCharacterKeys = (state: 'on' | 'off'): void => localStorage.setItem(STORED, state);

/**
 * Whether a key is a command of one character that has been turned off. Space and keys with names (arrows, Escape) are
 * none. @source WCAG 2.1, 2.1.4
 */
export const isTurnedOff = ({ key }: Pick<KeyboardEvent, 'key'>): boolean =>
  key.length === 1 && key !== ' ' && !areCharacterKeysOn();
