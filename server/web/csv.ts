/** Comma-separated values for people who open them in a spreadsheet. */

/** A cell; null is empty. */
export type Cell = string | number | null;

/**
 * What a spreadsheet takes for a formula: it would be worked out when the file is opened. Full-width signs count where the
 * program reads them as the narrow ones.
 */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/u;

function toField(cell: Cell): string {
  if (cell === null) return '';
  // A number of ours is a number, also below zero; a text that looks like a formula is shown and not worked out.
  const text = typeof cell === 'number' ? String(cell) : FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV (RFC 4180, CRLF, UTF-8 with a byte order mark, by which Excel knows the encoding). */
export const toCsv = (rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(toField).join(',')}\r\n`).join('')}`;
