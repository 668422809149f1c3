/** The order of test files: what waits long begins first, so that nothing runs alone at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take about a minute and more, the longest first. */
const LONG = ['test/browser/pollution', 'test/browser/pages', 'test/browser/accessibility', 'test/browser/alarm-life'];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const found = LONG.findIndex((part) => moduleId.includes(part));
  return found < 0 ? LONG.length : found;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
