/** Which clauses of a plan's text its file carries, and how: for `npm run plans -- coverage`. */
import { newestEdition, type Plan } from '../model/plan.ts';
import type { Carried, ClauseEntry, OutOfScope } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import { countOf, padTo, widthOf, wrapTo } from './columns.ts';

/** What became of the clauses of a plan, counted. */
export interface CoverageCounts {
  readonly clauses: number;
  /** Something in the file refers to them. */
  readonly carried: number;
  /** Headings, whose parts are listed. */
  readonly headings: number;
  readonly outOfScope: number;
}

/** The clauses of a plan with what became of them. */
export interface Coverage {
  readonly plan: string;
  readonly title: Text;
  /** Number of the document of the newest edition. */
  readonly number: string;
  readonly counts: CoverageCounts;
  readonly clauses: readonly ClauseEntry[];
}

/** The coverage of a plan's text by its file. */
export function coverageOfPlan(plan: Plan): Coverage {
  const { clauses } = plan;
  const carried = clauses.filter((clause) => clause.carried.length > 0).length;
  const outOfScope = clauses.filter((clause) => clause.outOfScope !== null).length;
  return {
    plan: plan.id,
    title: plan.title,
    number: newestEdition(plan).number,
    counts: { clauses: clauses.length, carried, headings: clauses.length - carried - outOfScope, outOfScope },
    clauses,
  };
}

const CARRIED: Readonly<Record<Carried, string>> = {
  computed: '判断 computed',
  declared: '宣布或确认 declared',
  reported: '填报 reported',
  measure: '措施 measure',
  step: '级别、步骤、报告 level, step or report',
  organisation: '职责 role',
};

const OUT_OF_SCOPE: Readonly<Record<Exclude<OutOfScope, Text>, string>> = {
  general: '总则性内容 general',
  organisation: '组织与日常职责 organisation',
  preparedness: '平时准备 preparedness',
  aftermath: '善后 aftermath',
  annex: '未公开的附件 annex not published',
  'other-authority': '由其他机关或企业执行 another authority',
};

/** How a clause is carried, in words; several ways are divided by semicolons. */
function wordsOf({ carried, outOfScope }: ClauseEntry): string {
  if (outOfScope !== null) {
    const reason = typeof outOfScope === 'string' ? OUT_OF_SCOPE[outOfScope] : `${outOfScope.zh} ${outOfScope.en}`;
    return `不在范围 out of scope: ${reason}`;
  }
  if (carried.length === 0) return '标题，见下列各条 heading, see its parts';
  return carried.map(({ as, ids }) => `${CARRIED[as]}: ${ids.join(', ')}`).join('; ');
}

/** Less room than this for the last column is none: it goes below. */
const MIN_LAST = 40;

/**
 * The coverage as lines: a heading, one entry a clause, a count.
 * @param width columns of the screen; null keeps every clause on one line, for files and pipes
 */
export function coverageLines({ plan, title, number, counts, clauses }: Coverage, width: number | null): string[] {
  const widest = (textOf: (clause: ClauseEntry) => string): number =>
    Math.max(0, ...clauses.map((clause) => widthOf(textOf(clause))));
  const first = widest(({ clause }) => clause) + 2;
  const second = widest(({ text }) => text.zh) + 2;
  const third = widest(({ text }) => text.en) + 2;
  const before = first + second + third;
  const lines = clauses.flatMap((entry) => {
    const words = wordsOf(entry);
    const left = padTo(entry.clause, first) + padTo(entry.text.zh, second);
    if (width === null) return [`${left}${padTo(entry.text.en, third)}${words}`];
    if (width - before < MIN_LAST) {
      const below = wrapTo(words, Math.max(MIN_LAST, width - first));
      return [`${left}${entry.text.en}`, ...below.map((line) => ' '.repeat(first) + line)];
    }
    const [top = '', ...more] = wrapTo(words, width - before);
    return [`${left}${padTo(entry.text.en, third)}${top}`, ...more.map((line) => ' '.repeat(before) + line)];
  });
  return [`${title.zh}  ${title.en}  (${plan}, ${number})`, ...lines, countLine(counts)];
}

function countLine({ clauses, carried, headings, outOfScope }: CoverageCounts): string {
  if (clauses === 0) return '预案文件没有列出条款。The file lists no clauses.';
  return (
    `共${clauses}条：纳入${carried}条，标题${headings}条，不在范围${outOfScope}条。` +
    `${countOf(clauses, 'clause')}: ${carried} carried, ${countOf(headings, 'heading')}, ${outOfScope} out of scope.`
  );
}
