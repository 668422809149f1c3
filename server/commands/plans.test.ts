import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPlan } from '../plans/new-plan.ts';

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
    expect(out).toMatch(/^jurisdiction yangquan: \d+ subjects$/mu);
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
      'broken.yaml:6: subjects[0].scope: expected one of "region", "province", "city", "county", "township", found "town"',
      'broken.yaml:7: subjects[0].volts: expected one of the keys id, name, parent, at, interval, every, network, sample, neighbour, keyArea, kind, scope, customers, ratedLoad, found the unknown key "volts"',
      'nothing: expected a file that can be read, found no such file',
      '3 problems',
      '',
    ]);
  });

  it('says how many texts of a template are left to replace', () => {
    expect(plans('check', 'thresholds/templates/incident').out).toMatch(
      /: plan new-plan, 1 rules \(accident-grade\), \d+ texts still marked 【示例】$/mu,
    );
  });
});

describe('npm run plans', () => {
  it('says how it is called when it is called wrongly', () => {
    const { status, out, error } = plans('chek');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain('Unknown command chek');
    for (const command of ['check [PATH...]', 'coverage [PLAN...]', 'test [PLAN|PATH...]', 'new ID', 'schema']) {
      expect(error).toContain(`npm run plans -- ${command}`);
    }
    expect(plans('check', '--all').error).toContain("Unknown option '--all'");
    expect(plans('help')).toMatchObject({ status: 0, error: '' });
  });
});

describe('npm run plans -- coverage', () => {
  it('has a line for each clause of each plan and a count', () => {
    const { status, out, error } = plans('coverage');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toMatch(/^阳城县大面积停电事件应急预案  Yangcheng .* \(yangcheng-outage, 阳政办发〔2022〕71号\)$/mu);
    expect(out).toMatch(/^4\.3\.1\.1 \(1\) .*判断 computed: county-loss/mu);
    expect(out.match(/^共\d+条：.* out of scope\.$/gmu)?.length).toBeGreaterThan(7);
  });

  it('gives the same as JSON', () => {
    const { status, out } = plans('coverage', 'thresholds/templates/incident', '--format', 'json');
    expect(status).toBe(0);
    const found: unknown = JSON.parse(out);
    expect(found).toMatchObject([
      { plan: 'new-plan', counts: { clauses: 21, carried: 17, headings: 0, outOfScope: 4 } },
    ]);
  });

  it('names what is wrong in a file, and leaves with 2', () => {
    const { status, error } = plans('coverage', 'no-such-plan');
    expect(status).toBe(2);
    expect(error).toContain('no-such-plan/plan.yaml: expected a file that can be read, found no such file\n1 problem');
    expect(plans('coverage', '--format', 'xml')).toMatchObject({ status: 2 });
  });
});

describe('npm run plans -- new', () => {
  it('begins plans of each kind that check and pass as they stand', { timeout: 90_000 }, () => {
    const home = join(folder, 'plans of mine');
    for (const kind of ['pollution', 'outage', 'energy', 'incident']) {
      const id = `taiyuan-${kind}`;
      const { status, out, error } = plans('new', id, '--kind', kind, '--in', home);
      expect({ status, error }).toEqual({ status: 0, error: '' });
      expect(out).toContain(join(home, id, 'plan.yaml'));
      expect(out).toContain(`npm run plans -- test ${join(home, id)}`);
      const [first = '', ...rest] = readFileSync(join(home, id, 'plan.yaml'), 'utf8').split('\n');
      const schema = /\$schema=(\S+)$/u.exec(first)?.[1] ?? '';
      expect(existsSync(join(home, id, schema))).toBe(true);
      expect(rest).toContain(`id: ${id}`);
    }
    expect(plans('check', home)).toMatchObject({ status: 0, error: '' });
    const tried = plans('test', home);
    expect({ status: tried.status, error: tried.error }).toEqual({ status: 0, error: '' });
    expect(tried.out).toMatch(/。9 files, (\d+) scenarios: \1 as expected, 0 not\.\n$/u);
  });

  it('leaves what is there as it is', () => {
    const home = join(folder, 'taken');
    mkdirSync(join(home, 'taiyuan'), { recursive: true });
    const { status, out, error } = plans('new', 'taiyuan', '--in', home);
    expect({ status, out, error }).toEqual({
      status: 2,
      out: '',
      error: 'taken/taiyuan exists already; nothing was written\n',
    });
    expect(readdirSync(join(home, 'taiyuan'))).toEqual([]);
  });

  it.each([
    ['an id with other letters', ['Taiyuan'], 'the id "Taiyuan": expected small letters, digits and "-"'],
    ['an id that leads elsewhere', ['../taiyuan'], 'the id "../taiyuan": expected small letters'],
    [
      'an unknown kind',
      ['taiyuan', '--kind', 'flood'],
      '--kind flood: expected one of energy, incident, outage, pollution',
    ],
    ['no id', [], 'new: expected one id for the plan'],
  ])('refuses %s', (_, args, reason) => {
    const { status, out, error } = plans('new', ...args, '--in', join(folder, 'refused'));
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error).toContain(reason);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});

describe('npm run plans -- test', () => {
  const home = (): string => join(folder, 'tried');
  const file = (): string => join(home(), 'taiyuan/scenarios/accident-grade.yaml');
  beforeEach(() => {
    rmSync(home(), { recursive: true, force: true });
    createPlan({ root: join(project, 'thresholds'), kind: 'incident', id: 'taiyuan', parent: home() });
  });
  const edit = (from: string, to: string): void => {
    const content = readFileSync(file(), 'utf8');
    expect(content).toContain(from);
    writeFileSync(
      file(),
      content.replace(from, () => to),
    );
  };

  it('tells file by file and scenario by scenario', () => {
    const { status, out, error } = plans('test', join(home(), 'taiyuan'));
    expect({ status, error }).toEqual({ status: 0, error: '' });
    const lines = out.split('\n');
    expect(lines[0]).toBe(
      '【示例】某县生产安全事故应急预案  (example) County emergency plan for accidents at work  (taiyuan)',
    );
    expect(lines[2]).toBe('accident-grade.yaml  【示例】事故等级  (example) Grade of the accident');
    expect(lines[3]).toBe('  符合 ok   死亡4人为Ⅱ级  Fires: four deaths are level II');
    expect(out).toMatch(/\n1个文件、9个场景：9个符合，0个不符。1 file, 9 scenarios: 9 as expected, 0 not\.\n$/u);
  });

  it('tells a difference in words, and leaves with 1', () => {
    edit('accident-grade none -> II\n', 'accident-grade none -> III\n');
    const { status, out } = plans('test', file());
    expect(status).toBe(1);
    const line = readFileSync(file(), 'utf8').split('\n').indexOf('scenarios:') + 2;
    expect(out.split('\n').slice(3, 13)).toEqual([
      '  不符 NOT  死亡4人为Ⅱ级  Fires: four deaths are level II',
      `            ${file()}:${line}，条款 clause 4.3.2 (1)`,
      '            应有而没有 Expected, did not come:',
      '              2026-02-01 08:00  【示例】事故等级：无 → Ⅲ级响应（条款 4.3.3 (1)）',
      '                                (example) Grade of the accident: none → Level III response (clause 4.3.3 (1))',
      '            有而不应有 Came, was not expected:',
      '              2026-02-01 08:00  【示例】事故等级：无 → Ⅱ级响应（条款 4.3.2 (1)）',
      '                                (example) Grade of the accident: none → Level II response (clause 4.3.2 (1))',
      '                                依据：【示例】死亡人数 4 人',
      '                                Evidence: (example) Deaths: 4 persons',
    ]);
    expect(out).toContain('1 file, 9 scenarios: 8 as expected, 1 not.');
  });

  it('names what is wrong in a scenario file, and leaves with 2', () => {
    edit('clause: 4.3.2 (1)', 'claus: 4.3.2 (1)');
    const { status, error } = plans('test', join(home(), 'taiyuan'));
    expect(status).toBe(2);
    expect(error).toMatch(/accident-grade\.yaml:\d+: scenarios\[0\]\.clause: expected text/u);
    expect(error).toMatch(/found the unknown key "claus" \(perhaps "clause"\)\n2 problems\n$/u);
  });

  it('wants scenarios', () => {
    rmSync(file());
    const { status, error } = plans('test', join(home(), 'taiyuan'));
    expect(status).toBe(2);
    expect(error).toContain('taiyuan/plan.yaml: expected at least one scenario file, found no .yaml file');
  });

  it('names what is wrong in the plan, and leaves with 2', () => {
    writeFileSync(join(home(), 'taiyuan/plan.yaml'), 'id: taiyuan\nrules: []\n');
    const { status, error } = plans('test', join(home(), 'taiyuan/plan.yaml'));
    expect(status).toBe(2);
    expect(error).toContain('plan.yaml:2: rules: expected at least one entry, found a list of 0 entries');
  });
});
