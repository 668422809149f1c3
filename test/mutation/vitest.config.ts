import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// As in the tests themselves: no result may depend on where the machine stands.
process.env['TZ'] = 'America/St_Johns';

/** The tests beside the code, and those of record. */
const QUICK = ['server/judge/**/*.test.ts', 'test/mutation/prepared-scenarios.ts'];
/** Over many worlds. */
const SLOW = ['test/judge-oracle.test.ts', 'test/judge-properties.test.ts'];
/** What takes long goes last, the longest at the end: a mutant dies by the first test that fails. */
const LAST = ['prepared-scenarios.ts', 'days.test.ts', 'judge-oracle.test.ts', 'judge-properties.test.ts'];
const isQuick = process.env['WANGLOU_MUTATE'] === 'quick';

class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => LAST.findIndex((name) => moduleId.endsWith(name));
    return files.toSorted((a, b) => placeOf(a) - placeOf(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

// eslint-disable-next-line import/no-default-export -- the form that vitest asks for
export default defineConfig({
  test: {
    // The tests that judge the judge, and no others.
    include: isQuick ? QUICK : [...QUICK, ...SLOW],
    globalSetup: ['test/mutation/prepare.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    testTimeout: 30_000,
    sequence: { sequencer: QuickestFirst },
  },
});
