import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wanglou-plans-command-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function plans(...args: readonly string[]): { status: number | null; out: string; error: string } {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'server/commands/plans.ts', ...args], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status: run.status, out: run.stdout, error: run.stderr.replaceAll(`${folder}/`, '') };
}

describe('npm run plans -- check', () => {
  it('names everything in thresholds/ when all is well', () => {
    const { status, out, error } = plans('check');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toContain('plan yangquan-heavy-pollution: 3 rules (so2-hourly, aqi-days, severe-now)\n');
    expect(out).toContain('jurisdiction yangquan: 25 subjects\n');
    expect(out).toContain('standard HJ 633-2026: from 2026-03-01\n');
  });

  it('takes files, folders and ids, and lets a jurisdiction name a plan that is given with it', () => {
    const source = join(project, 'thresholds/plans/yangquan-heavy-pollution/plan.yaml');
    const plan = join(folder, 'taiyuan.yaml');
    writeFileSync(plan, readFileSync(source, 'utf8').replace('id: yangquan-heavy-pollution', 'id: taiyuan-pollution'));
    const home = join(folder, 'home.yaml');
    writeFileSync(home, 'id: taiyuan\nplans: [taiyuan-pollution]\nsubjects:\n  - { id: taiyuan, kind: city }\n');
    const { status, out, error } = plans('check', plan, home, 'yangcheng-outage', 'thresholds/standards');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out.replaceAll(`${folder}/`, '').split('\n')).toEqual([
      'taiyuan.yaml: plan taiyuan-pollution, 3 rules (so2-hourly, aqi-days, severe-now)',
      'home.yaml: jurisdiction taiyuan, 1 subjects',
      'thresholds/plans/yangcheng-outage/plan.yaml: plan yangcheng-outage, 2 rules (county-loss, township-loss)',
      'thresholds/standards/hj633-2012.yaml: standard HJ 633-2012, from 2012-02-29',
      'thresholds/standards/hj633-2026.yaml: standard HJ 633-2026, from 2026-03-01',
      '',
    ]);
  });

  it('names every problem by file, line and path, and leaves with 2', () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(
      broken,
      'id: broken\nplans: [none]\nsubjects:\n  - id: g\n    kind: grid\n    scope: town\n    volts: 3\n',
    );
    const { status, out, error } = plans('check', broken, 'nothing');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error.split('\n')).toEqual([
      'broken.yaml:6: subjects[0].scope: expected one of "province", "city", "county", "township", found "town"',
      'broken.yaml:7: subjects[0].volts: expected no such key here, found the unknown key "volts"',
      'nothing: expected a file that can be read, found no such file',
      '3 problems',
      '',
    ]);
  });

  it('says how it is called when it is called wrongly', () => {
    const { status, out, error } = plans('chek');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain('npm run plans -- check [PATH...]');
    expect(plans('check', '--all').error).toContain('Unknown option --all');
  });
});
