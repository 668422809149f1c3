import type { Case, CaseEvent, CaseStep, RoundStart } from '../model/case.ts';
import { MINUTE_MS } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import { formatLocal } from '../model/local-time.ts';
import type { Block, Paper, PaperKind, PaperMark } from '../model/paper.ts';
import type { Plan } from '../model/plan.ts';
import type { Role } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import type { Action, Evidence } from '../model/verdict.ts';

/** What papers are compiled from. */
export interface PaperSource {
  readonly of: Case;
  readonly plan: Plan;
  readonly place: Text;
  readonly zone: string;
  readonly at: number;
  readonly mark: PaperMark;
  /** Alarms of the plan on the subject since the case was opened. */
  readonly alarms: readonly {
    readonly title: Text;
    readonly level: Level;
    readonly since: number;
    readonly by: string | null;
  }[];
}

const t = (zh: string, en: string): Text => ({ zh, en });
const same = (text: string): Text => ({ zh: text, en: text });
const DASH = same('—');

const ACTIONS: Readonly<Record<Action, Text>> = {
  start: t('发布（启动）', 'issue (start)'),
  raise: t('升级', 'raise'),
  lower: t('降级', 'lower'),
  lift: t('解除', 'lift'),
  end: t('终止', 'end'),
};

const ROLE_WORDS: Readonly<Record<Role, Text>> = {
  operator: t('值班员', 'Duty operator'),
  office: t('办公室', 'Office'),
  'office-director': t('办公室主任', 'Office director'),
  'deputy-commander': t('副指挥', 'Deputy commander'),
  commander: t('指挥', 'Commander'),
  'general-commander': t('总指挥', 'General commander'),
  'member-unit': t('成员单位', 'Member unit'),
};

/** The words of a level: its name in the plan, or that nothing is in force. */
function levelName(plan: Plan, level: Level): Text {
  return plan.levels.find(({ id }) => id === level)?.name ?? t('无', 'none');
}

const nameOfRole = (plan: Plan, role: Role): Text =>
  plan.roles.find((each) => each.role === role)?.text ?? ROLE_WORDS[role];

const unitName = (plan: Plan, unit: string): Text => plan.units.find(({ id }) => id === unit)?.text ?? same(unit);

const stepText = (of: Case, step: string): Text => stepsOfLog(of).find(({ id }) => id === step)?.text ?? same(step);

/** Every round of a case as it began, oldest first. */
const roundsOf = (of: Case): { readonly at: number; readonly round: RoundStart }[] =>
  of.log.flatMap((event) =>
    event.kind === 'case-opened' || event.kind === 'case-round' ? [{ at: event.at, round: event.round }] : [],
  );

const stepsOfLog = (of: Case): CaseStep[] => roundsOf(of).flatMap(({ round }) => round.steps);

const span = (ms: number): Text => {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 60) return t(`${minutes} 分钟`, `${minutes} min`);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? t(`${hours} 小时`, `${hours} h`) : t(`${hours} 小时 ${rest} 分钟`, `${hours} h ${rest} min`);
};

function evidenceBlocks(evidence: readonly Evidence[], zone: string): Block[] {
  if (evidence.length === 0) return [];
  return [
    {
      kind: 'table',
      title: t('依据（监测与预报）', 'Evidence (observed and forecast)'),
      columns: [t('条款', 'Clause'), t('事实', 'Facts'), t('时段', 'Window'), t('缺测', 'Missing')],
      rows: evidence.map(({ clause, summary, window, missing }) => [
        same(clause),
        summary,
        window === null ? DASH : same(`${formatLocal(window.from, zone)} – ${formatLocal(window.to, zone)}`),
        same(String(missing)),
      ]),
    },
  ];
}

/** How the round came about, in words. */
function originText({ origin }: RoundStart): Text {
  switch (origin.kind) {
    case 'recommendation':
      return t('按预案条件研判建议', "recommended by the plan's conditions");
    case 'declaration':
      return t(`人工认定：${origin.reason}`, `declared: ${origin.reason}`);
    case 'notice':
      return t(`接到${origin.sender}通知 ${origin.reason}`, `notice of ${origin.sender} ${origin.reason}`);
    case 'proposal':
      return t(`提出：${origin.reason}`, `proposed: ${origin.reason}`);
  }
}

/** The round that a paper speaks of: the one under way, else the last one. */
function presentRound(of: Case): { readonly at: number; readonly round: RoundStart } | null {
  return of.round === null ? (roundsOf(of).at(-1) ?? null) : { at: of.round.at, round: of.round };
}

function signaturesOf({ of, plan }: PaperSource): Paper['signatures'] {
  const present = presentRound(of);
  const deciding =
    present?.round.steps.filter(({ act }) => act === 'approve' || act === 'declare' || act === 'end') ?? [];
  return deciding.flatMap((step) => {
    const record = of.steps.findLast((each) => each.step === step.id && !each.undone && each.at >= (present?.at ?? 0));
    const role = record?.by.role ?? step.by.find((each): each is Role => each !== 'starter') ?? of.starter?.role;
    return role === undefined ? [] : [{ role, label: nameOfRole(plan, role), name: record?.by.name ?? null }];
  });
}

/** The form that the approver signs, filled in from the data (Yangquan plan 3.3.2, annex 3). */
function approvalForm(source: PaperSource): Block[] {
  const { of, plan, place, zone } = source;
  const present = presentRound(of);
  if (present === null) return [];
  const { at, round } = present;
  const level = round.to === 'none' ? of.level : round.to;
  return [
    {
      kind: 'facts',
      title: null,
      rows: [
        {
          label: t('事项', 'Matter'),
          value: t(
            `${ACTIONS[round.action].zh}${levelName(plan, level).zh}`,
            `${ACTIONS[round.action].en}: ${levelName(plan, level).en}`,
          ),
        },
        { label: t('区域', 'Area'), value: place },
        { label: t('预案', 'Plan'), value: plan.title },
        { label: t('来由', 'Origin'), value: originText(round) },
        { label: t('提出时间', 'Raised'), value: same(formatLocal(at, zone)) },
        { label: t('现行级别', 'In force now'), value: levelName(plan, of.level) },
      ],
    },
    ...evidenceBlocks(round.evidence, zone),
    opinions(source, at),
  ];
}

/** Who did which step of the round, with the note: opinions, forms, decisions. */
function opinions({ of, zone, plan }: PaperSource, since: number): Block {
  return {
    kind: 'table',
    title: t('办理过程', 'Steps taken'),
    columns: [t('时间', 'Time'), t('步骤', 'Step'), t('办理人', 'By'), t('意见', 'Note')],
    rows: of.steps
      .filter(({ at, undone }) => at >= since && !undone)
      .map(({ at, step, by, note }) => [
        same(formatLocal(at, zone)),
        stepText(of, step),
        t(`${by.name}（${nameOfRole(plan, by.role).zh}）`, `${by.name} (${nameOfRole(plan, by.role).en})`),
        note === null ? DASH : same(note),
      ]),
  };
}

/** What the public and the members are told (Yangquan plan 3.3.3). */
function bulletin({ of, plan, place, zone }: PaperSource): Block[] {
  const present = presentRound(of);
  const evidence = present?.round.evidence ?? [];
  const level = plan.levels.find(({ id }) => id === of.level);
  const since = of.since === null ? DASH : same(formatLocal(of.since, zone));
  return [
    {
      kind: 'facts',
      title: null,
      rows: [
        { label: t('区域', 'Area'), value: place },
        { label: t('级别', 'Level'), value: level?.warning ?? level?.name ?? t('已解除', 'lifted') },
        { label: t('响应级别', 'Response'), value: level?.response ?? level?.name ?? t('已终止', 'ended') },
        { label: t('启动时间', 'In force from'), value: since },
      ],
    },
    ...evidence.map(({ summary, clause }): Block => ({
      kind: 'text',
      title: t(`情况（第 ${clause} 条）`, `Situation (clause ${clause})`),
      text: summary,
    })),
    {
      kind: 'table',
      title: t('请这样做', 'What to do'),
      columns: [t('措施', 'Measure'), t('责任单位', 'Responsible')],
      rows: [...new Set(of.measures.map(({ id }) => id))].flatMap((id) => {
        const own = of.measures.filter((measure) => measure.id === id);
        const [first] = own;
        if (first === undefined) return [];
        const units = own.map(({ unit }) => unitName(plan, unit));
        return [[first.text, t(units.map(({ zh }) => zh).join('、'), units.map(({ en }) => en).join(', '))]];
      }),
    },
  ];
}

/** The state of the measures by unit: done, when, by whom. */
function measuresBlock({ of, plan, zone }: PaperSource): Block {
  return {
    kind: 'table',
    title: t('措施落实情况', 'Measures'),
    columns: [t('责任单位', 'Responsible'), t('措施', 'Measure'), t('落实', 'Done'), t('说明', 'Note')],
    rows: of.measures.map(({ id, unit, text }) => {
      const done = of.done.findLast((each) => each.measure === id && each.unit === unit);
      return [
        unitName(plan, unit),
        text,
        done === undefined ? t('未报', 'not reported') : same(`${formatLocal(done.at, zone)} ${done.by.name}`),
        done === undefined ? DASH : same([done.note, done.file].filter((each) => each !== null).join(' · ') || '—'),
      ];
    }),
  };
}

function reportsBlock({ of, zone }: PaperSource): Block {
  return {
    kind: 'table',
    title: t('已报送', 'Reports filed'),
    columns: [t('时间', 'Time'), t('报告', 'Report'), t('报送人', 'By'), t('内容', 'Note')],
    rows: of.reports.map(({ at, report, by, note }) => [
      same(formatLocal(at, zone)),
      of.reporting.find(({ id }) => id === report)?.text ?? same(report),
      same(by.name),
      note === null ? DASH : same(note),
    ]),
  };
}

/** The levels that were in force, with their stretches. */
function stretchesOf(of: Case): { readonly level: Level; readonly from: number; readonly to: number | null }[] {
  const effects = of.log.flatMap((event) =>
    event.kind === 'case-step' && event.effect !== null ? [{ level: event.effect.level, at: event.at }] : [],
  );
  return effects
    .map(({ level, at }, i) => ({ level, from: at, to: effects[i + 1]?.at ?? null }))
    .filter(({ level }) => level !== 'none');
}

/** How long steps took beside the time that the plan gives; `late` where it was more. */
function deadlinesOf(
  of: Case,
): { readonly step: string; readonly took: number; readonly given: number; readonly at: number }[] {
  const found: { step: string; took: number; given: number; at: number }[] = [];
  let begun = { at: 0, round: null as RoundStart | null };
  const doneAt = new Map<string, number>();
  for (const event of of.log) {
    if (event.kind === 'case-opened' || event.kind === 'case-round') {
      begun = { at: event.at, round: event.round };
      doneAt.clear();
    }
    if (event.kind !== 'case-step') continue;
    const within = begun.round?.steps.find(({ id }) => id === event.step)?.within ?? null;
    if (within !== null) {
      const isBegin = within.after === 'recommendation' || within.after === 'notice';
      const from = isBegin ? begun.at : doneAt.get(within.after);
      if (from !== undefined) found.push({ step: event.step, took: event.at - from, given: within.ms, at: event.at });
    }
    doneAt.set(event.step, event.at);
  }
  return found;
}

/** Measures that were ticked after their time. */
function lateMeasures(of: Case): { readonly measure: string; readonly unit: string; readonly lateMs: number }[] {
  return of.log.flatMap((event: CaseEvent) => {
    if (event.kind !== 'case-overdue' || !event.due.startsWith('measure:')) return [];
    const [, measure = '', unit = ''] = event.due.split(':');
    const done = of.done.find((each) => each.measure === measure && each.unit === unit && each.at >= event.dueAt);
    return [{ measure, unit, lateMs: (done?.at ?? of.endedAt ?? event.at) - event.dueAt }];
  });
}

/** What is looked back on when it is over (Yangquan plan 5). */
function closing(source: PaperSource): Block[] {
  const { of, plan, zone, alarms } = source;
  const words = (level: Level): Text => levelName(plan, level);
  return [
    {
      kind: 'facts',
      title: null,
      rows: [
        { label: t('开始', 'Began'), value: same(formatLocal(of.openedAt, zone)) },
        {
          label: t('结束', 'Ended'),
          value: of.endedAt === null ? t('尚未结束', 'not yet') : same(formatLocal(of.endedAt, zone)),
        },
        { label: t('最高级别', 'Highest level'), value: words(of.highest) },
        { label: t('启动人', 'Started by'), value: of.starter === null ? DASH : same(of.starter.name) },
      ],
    },
    {
      kind: 'table',
      title: t('各级别时段', 'Levels in force'),
      columns: [t('级别', 'Level'), t('自', 'From'), t('至', 'To'), t('时长', 'Duration')],
      rows: stretchesOf(of).map(({ level, from, to }) => [
        words(level),
        same(formatLocal(from, zone)),
        to === null ? t('至今', 'now') : same(formatLocal(to, zone)),
        span((to ?? source.at) - from),
      ]),
    },
    {
      kind: 'table',
      title: t('时限', 'Deadlines'),
      columns: [t('步骤', 'Step'), t('用时', 'Took'), t('规定', 'Given'), t('结果', 'Result')],
      rows: deadlinesOf(of).map(({ step, took, given }) => [
        stepText(of, step),
        span(took),
        span(given),
        took > given ? t(`超时 ${span(took - given).zh}`, `${span(took - given).en} late`) : t('按时', 'in time'),
      ]),
    },
    opinions(source, 0),
    {
      kind: 'table',
      title: t('落实超时的措施', 'Measures done late'),
      columns: [t('责任单位', 'Responsible'), t('措施', 'Measure'), t('超时', 'Late by')],
      rows: lateMeasures(of).map(({ measure, unit, lateMs }) => [
        unitName(plan, unit),
        plan.measures.find(({ id }) => id === measure)?.text ?? same(measure),
        span(lateMs),
      ]),
    },
    {
      kind: 'table',
      title: t('报警', 'Alarms'),
      columns: [t('报警', 'Alarm'), t('最高级别', 'Highest'), t('自', 'Since'), t('确认人', 'Acknowledged by')],
      rows: alarms.map(({ title, level, since, by }) => [
        title,
        words(level),
        same(formatLocal(since, zone)),
        by === null ? t('未确认', 'nobody') : same(by),
      ]),
    },
    reportsBlock(source),
  ];
}

function situation(source: PaperSource): Block[] {
  const { of, plan, zone, alarms } = source;
  const present = presentRound(of);
  return [
    {
      kind: 'facts',
      title: null,
      rows: [
        { label: t('在施级别', 'In force'), value: levelName(plan, of.level) },
        { label: t('自', 'Since'), value: of.since === null ? DASH : same(formatLocal(of.since, zone)) },
        {
          label: t('措施', 'Measures'),
          value: t(
            `共 ${of.measures.length} 项，已报 ${countDone(of)} 项`,
            `${countDone(of)} of ${of.measures.length} reported`,
          ),
        },
        { label: t('未结束报警', 'Alarms'), value: same(String(alarms.length)) },
      ],
    },
    ...evidenceBlocks(present?.round.evidence ?? [], zone),
    reportsBlock(source),
  ];
}

const countDone = (of: Case): number =>
  of.measures.filter(({ id, unit }) => of.done.some((each) => each.measure === id && each.unit === unit)).length;

const TITLES: Readonly<Record<PaperKind, Text>> = {
  'approval-form': t('审批表', 'Approval form'),
  bulletin: t('发布信息', 'Bulletin'),
  situation: t('情况报告', 'Situation report'),
  daily: t('措施落实日报', 'Daily report on measures'),
  closing: t('总结评估', 'Closing assessment'),
};

/**
 * A paper of a case, compiled from its log.
 * @source Yangquan plan 3.3.2, 3.3.3, 4.4, 5; Yangcheng energy plan 4.1
 */
export function compilePaper(kind: PaperKind, source: PaperSource): Paper {
  const blocks = ((): Block[] => {
    switch (kind) {
      case 'approval-form':
        return approvalForm(source);
      case 'bulletin':
        return bulletin(source);
      case 'situation':
        return situation(source);
      case 'daily':
        return [measuresBlock(source), reportsBlock(source)];
      case 'closing':
        return closing(source);
    }
  })();
  const { plan, place, at, mark } = source;
  const signatures = kind === 'approval-form' ? signaturesOf(source) : [];
  return { kind, mark, title: TITLES[kind], plan: plan.title, place, at, signatures, blocks };
}
