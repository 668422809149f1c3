/** Numbered clauses of the official text of a plan, as it was printed: for the tests of coverage. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A numbered clause of a text. */
export interface TextClause {
  /** `4.3.1` */
  readonly clause: string;
  readonly title: string;
  /** Its own lines, up to the next numbered clause. */
  readonly body: readonly string[];
  /** Other numbered clauses stand below it. */
  readonly hasParts: boolean;
  /**
   * Items that say when a level is reached or when it ends: `(2)`, or `(1)①` where the list stands inside an item.
   * Each with its text.
   */
  readonly conditions: readonly { readonly item: string; readonly text: string }[];
}

/**
 * A folder of official texts that is no part of the project (`WANGLOU_TEST_PLANS`, by default `../shared/plans`).
 * Gives null, after one line that says so, where it is not at hand.
 * @throws Error in CI, where nothing may be left out.
 */
export function findOfficialTexts(): string | null {
  const found = resolve(import.meta.dirname, '../..', process.env['WANGLOU_TEST_PLANS'] ?? '../shared/plans');
  if (existsSync(found)) return found;
  const message = `no official texts at ${found}: set WANGLOU_TEST_PLANS; the tests that need them are left out`;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(message);
  console.warn(message);
  return null;
}

/** The text of a plan, or null where there is none. */
export function officialTextOf(folder: string, plan: string): string | null {
  const file = join(folder, `${plan}.txt`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Number, space, title; the space is sometimes lost behind a number with a point. */
const HEADING = /^(?:(\d{1,2}(?:\.\d{1,2})*)\s+|(\d{1,2}(?:\.\d{1,2})+)(?=\p{Script=Han}))(\S.*)$/u;
/** What follows a number that counts something, and no title begins with. */
const COUNTED =
  /^(?:年|月(?!度)|日(?!常)|号|时(?!间|限)|小时|分(?:钟|之)|天(?!然)|个|次(?!生)|家(?!庭)|人(?!员|工)|名(?!词|称)|户|元|万|亿|米|公里|千米|毫米|吨|公斤|兆瓦|千瓦|微克|毫克|[%％℃]|度|级(?!别)|倍|份|页|条(?!件)|项(?!目)|种(?!类)|批(?!准)|辆|台(?!账))/u;

/**
 * The numbered clauses of a text, in its order. A line begins one when its number goes on from the one before it: so
 * numbers in sentences, dates, lists of annexes and headings printed twice are none. Numbers that are missing in print
 * are passed over.
 */
export function clausesOfText(text: string): readonly TextClause[] {
  const found: { clause: string; title: string; body: string[] }[] = [];
  let last: readonly number[] = [0];
  for (const raw of text.split(/\r?\n/u)) {
    const line = plain(raw);
    const match = HEADING.exec(line);
    const number = match?.[1] ?? match?.[2] ?? '';
    const title = match?.[3] ?? '';
    const parts = number.split('.').map(Number);
    if (match !== null && !COUNTED.test(title) && goesOn(last, parts) && !(parts.length === 1 && isSentence(title))) {
      found.push({ clause: number, title, body: [] });
      last = parts;
    } else if (line !== '') found.at(-1)?.body.push(line);
  }
  return found.map(({ clause, title, body }) => ({
    clause,
    title,
    body,
    hasParts: found.some((other) => other.clause.startsWith(`${clause}.`)),
    conditions: conditionsIn(title, body),
  }));
}

/** One form for signs that are printed in two: brackets, digits, points, and the dash before a list. */
const plain = (line: string): string =>
  line
    .trim()
    .replace(/^[-–]\s+/u, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .replaceAll('．', '.')
    .replaceAll(/[０-９]/gu, (digit) => digit.normalize('NFKC'));

/** Whether a number can follow another one: later, and in the same chapter or the next that is printed. */
function goesOn(last: readonly number[], next: readonly number[]): boolean {
  if (next.includes(0)) return false;
  const [chapter = 0] = last;
  const [nextChapter = 0] = next;
  // Chapter 7 without its heading still comes after 6.
  if (nextChapter > chapter + 1) return false;
  for (let i = 0; i < Math.max(last.length, next.length); i += 1) {
    const a = last[i] ?? 0;
    const b = next[i] ?? 0;
    if (a !== b) return b > a;
  }
  return false;
}

/** A chapter is a few words; a sentence that a line begins with a number is none. */
const isSentence = (title: string): boolean => title.length > 20 || /[,，。;；:：]/u.test(title);

const ITEM = /^\((\d{1,2})\)/u;
const CIRCLED = /^[①-⑳]/u;
/** `响应程序:` begins something else. */
const LABEL = /^\p{Script=Han}{2,6}[:：]/u;
/** A line after which the conditions of a level or of an end are listed. */
const LISTS_CONDITIONS =
  /(?:条件|情形|情况)之一.*(?:启动|响应)|(?:启动|响应).*(?:条件|情形|情况)之一|同时满足以下条件|根据下列情况.*终止|分为.{0,6}(?:级|情形)[:：]/u;

/** Items that list when a level is reached or when it ends, right below a line that says so. */
function conditionsIn(title: string, body: readonly string[]): { item: string; text: string }[] {
  const found: { item: string; text: string }[] = [];
  /** The item that a list of circled numbers stands in. */
  let inside = '';
  let listing: 'items' | 'circled' | null =
    /终止|结束|启动条件|响应条件/u.test(title) && ITEM.test(body[0] ?? '') ? 'items' : null;
  let count = 0;
  for (const [i, line] of body.entries()) {
    const [sign = '', digits] = ITEM.exec(line) ?? CIRCLED.exec(line) ?? [];
    const number =
      digits === undefined ? (sign === '' ? 0 : sign.charCodeAt(0) - '①'.charCodeAt(0) + 1) : Number(digits);
    if (LISTS_CONDITIONS.test(line) && number === 0) {
      listing = CIRCLED.test(body[i + 1] ?? '') ? 'circled' : 'items';
      count = 0;
      continue;
    }
    if (number === 0) continue;
    const kind = digits === undefined ? 'circled' : 'items';
    if (kind === 'items') inside = sign;
    if (kind !== listing) {
      // The next item of the list around it ends a list of circled numbers.
      if (kind === 'items' && listing === 'circled') listing = null;
      continue;
    }
    // A list that begins again is another one: the measures.
    if (number !== count + 1) {
      listing = null;
      continue;
    }
    count = number;
    const rest = body.slice(i + 1).findIndex((other) => ITEM.test(other) || CIRCLED.test(other) || LABEL.test(other));
    const lines = body.slice(i, rest < 0 ? undefined : i + 1 + rest);
    found.push({ item: kind === 'items' ? sign : `${inside}${sign}`, text: lines.join('').slice(sign.length).trim() });
  }
  return found;
}
