import type { LevelChange, Recommendation } from '../../server/model/verdict.ts';

/** A verdict without its evidence: what the oracle and the judge must agree on. */
export type Line = Omit<LevelChange, 'evidence'> | Recommendation;

/** A line as one readable text; the whole list sorted is what is compared. */
export function textOf(line: Line): string {
  const at = new Date(line.at).toISOString();
  if (line.type === 'level') {
    return `${at} level ${line.plan} ${line.rule} ${line.subject} ${line.from} -> ${line.to}`;
  }
  const publishBy = line.publishBy === null ? 'null' : new Date(line.publishBy).toISOString();
  const lead = `immediate=${String(line.immediate)} publishBy=${publishBy}`;
  return `${at} ${line.action} ${line.plan} ${line.subject} ${line.from} -> ${line.to} ${lead}`;
}
