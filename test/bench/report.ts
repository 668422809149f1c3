/** What a benchmark found, and how it is shown. */

/** Where a ratio or a figure must stand. */
export interface Budget {
  readonly rule: 'at least' | 'at most';
  readonly of: number;
}

/** One figure of one benchmark, beside what it is compared with in the same run. */
export interface Finding {
  readonly bench: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure is compared with; null when it stands alone. */
  readonly beside: { readonly what: string; readonly value: number } | null;
  /** On the ratio to `beside` where there is one, else on the figure; null: shown for information. */
  readonly budget: Budget | null;
}

/** Gives findings one after the other, and says what it does on the way. */
export type Bench = (say: (text: string) => void) => Promise<readonly Finding[]>;

/** The ratio of a finding to what it stands beside, or null. */
export const ratioOf = ({ value, beside }: Finding): number | null => (beside === null ? null : value / beside.value);

/** Whether a finding is within its budget; null when it has none. */
export function isWithin(finding: Finding): boolean | null {
  const { budget } = finding;
  if (budget === null) return null;
  const figure = ratioOf(finding) ?? finding.value;
  return budget.rule === 'at least' ? figure >= budget.of : figure <= budget.of;
}

/** The value below which the share `q` (0..1) of the numbers lies; the nearest of them. NaN without numbers. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle of the numbers, NaN without any. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

const shown = (value: number): string =>
  Number.isFinite(value)
    ? value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 })
    : '-';

/** Findings as lines of a table. */
export function table(findings: readonly Finding[]): string {
  const rows = findings.map((finding) => {
    const ratio = ratioOf(finding);
    const within = isWithin(finding);
    return [
      finding.bench,
      finding.what,
      `${shown(finding.value)} ${finding.unit}`,
      finding.beside === null ? '' : `${finding.beside.what}: ${shown(finding.beside.value)}`,
      ratio === null ? '' : `${shown(ratio)}x`,
      finding.budget === null ? '' : `${finding.budget.rule} ${shown(finding.budget.of)}${ratio === null ? '' : 'x'}`,
      within === null ? '' : within ? 'within' : 'OVER',
    ];
  });
  const all = [['bench', 'what', 'figure', 'beside', 'ratio', 'budget', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A finding as one line of JSON. */
export const jsonLine = (finding: Finding): string =>
  JSON.stringify({ ...finding, ratio: ratioOf(finding), within: isWithin(finding) });
