import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Plan } from '../server/model/plan.ts';
import { toPlan } from '../server/plans/convert.ts';
import { loadPlan, planFilesIn } from '../server/plans/load.ts';
import { planSchema } from '../server/plans/plan-schema.ts';
import type { Problem, Result } from '../server/plans/problem.ts';
import { readYaml } from '../server/plans/yaml-file.ts';

const root = join(import.meta.dirname, '../thresholds');
const times = Number(process.env['ORACLE_RUNS'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'wanglou-plans-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function contentOf(file: string): unknown {
  const yaml = readYaml(file);
  if (!yaml.ok) throw new Error(`${file} is no YAML`);
  return yaml.value.content;
}

/** Writes a content as a file of its own; gives the file. */
function write(content: unknown): string {
  const file = join(folder, 'plan.yaml');
  writeFileSync(file, stringify(content));
  return file;
}

/** The plan, or what is wrong with it without the places in the file, which writing changes. */
const outcomeOf = (loaded: Result<Plan, readonly Problem[]>): unknown =>
  loaded.ok ? loaded.value : loaded.error.map(({ path, expected, found }) => ({ path, expected, found }));

type Path = readonly (string | number)[];

/** Where the numbers stand that a plan's rules, forms, steps and recommendation work with. */
function numbersIn(content: unknown, path: Path = []): Path[] {
  if (typeof content === 'number') return [path];
  if (Array.isArray(content)) return content.flatMap((each, i) => numbersIn(each, [...path, i]));
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) => numbersIn(value, [...path, key]));
}

/** A content with another number at a path. */
function withNumber(content: unknown, [step, ...rest]: Path, change: (was: number) => number): unknown {
  if (step === undefined) return typeof content === 'number' ? change(content) : content;
  if (Array.isArray(content)) return content.map((each, i) => (i === step ? withNumber(each, rest, change) : each));
  if (typeof content !== 'object' || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [key, key === step ? withNumber(value, rest, change) : value]),
  );
}

/** Other numbers: a little more or less, and such as YAML can write in several ways. */
const change: fc.Arbitrary<(was: number) => number> = fc.oneof(
  fc.constantFrom(-1, 1, -0.5, 0.1, 1e-7).map((by) => (was: number) => was + by),
  fc.constantFrom(0, -0, 1e21, 1.5e-9, 0.1 + 0.2, 12_345_678.9).map((to) => () => to),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((to) => () => to),
);

describe.each(planFilesIn(root).map((file) => ({ id: basename(dirname(file)), file })))(
  'the file of $id',
  ({ file }) => {
    const content = contentOf(file);
    const original = loadPlan(file);
    const numbers = numbersIn(content);

    test('read, written and read again is the same plan', () => {
      const again = write(content);
      expect(contentOf(again)).toEqual(content);
      expect(outcomeOf(loadPlan(again))).toEqual(outcomeOf(original));
      expect(original.ok).toBe(true);
    });

    test('with other numbers is read alike however often it is written', () => {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.constantFrom(...numbers), change), { minLength: 1, maxLength: 3 }),
          (changes) => {
            const changed = changes.reduce((so, [path, to]) => withNumber(so, path, to), content);
            const once = write(changed);
            const [read, outcome] = [contentOf(once), outcomeOf(loadPlan(once))];
            expect(read).toEqual(changed);
            expect(outcomeOf(loadPlan(write(read)))).toEqual(outcome);
          },
        ),
        { numRuns: Math.ceil(8 * times), seed: 20_260_301 },
      );
    });

    test('has no number that could change without a change of the plan', () => {
      const shaped = (changed: unknown): string => {
        const { data } = planSchema.safeParse(changed);
        return data === undefined ? 'no plan' : JSON.stringify(toPlan(data));
      };
      const before = shaped(content);
      const idle = numbers.filter((path) =>
        [1, -1, 0.5].every((by) => shaped(withNumber(content, path, (was) => was + by)) === before),
      );
      expect(idle).toEqual([]);
    });
  },
);
