/** Text in columns, where a Chinese character is as wide as two letters. */

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const NO_WIDTH = /\p{Mark}/u;

/** Columns that a text takes on a screen. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += WIDE.test(sign) ? 2 : NO_WIDTH.test(sign) ? 0 : 1;
  return width;
}

/** A text with spaces behind it up to a width; a longer one as it is. */
export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** A text in lines of a width, broken at spaces; a word that is wider has a line of its own. */
export function wrapTo(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A number of things in English: `1 clause`, `2 clauses`. */
export const countOf = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
