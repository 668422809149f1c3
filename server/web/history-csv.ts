/** The history as a table for a spreadsheet, in one of the two languages. */
import type { AlarmRecord, Happening, HistoryRow, Names } from '../alarms/index.ts';
import type { AlarmClass, AlarmState } from '../model/alarm.ts';
import { MINUTE_MS, toIso } from '../model/instant.ts';
import type { Level } from '../model/level.ts';
import { formatLocal } from '../model/local-time.ts';
import type { Text } from '../model/text.ts';
import { toCsv, type Cell } from './csv.ts';

const both = (zh: string, en: string): Text => ({ zh, en });

const KINDS: Readonly<Record<HistoryRow['kind'], Text>> = {
  alarm: both('报警', 'alarm'),
  act: both('人员操作', 'act'),
  case: both('预警响应', 'case'),
  correction: both('更正', 'correction'),
  escalation: both('报警升级提请', 'escalation'),
};
const WHATS: Readonly<Record<Happening['what'], Text>> = {
  acknowledged: both('确认', 'acknowledged'),
  shelved: both('搁置', 'shelved'),
  unshelved: both('取消搁置', 'unshelved'),
  'out-of-service': both('停用', 'out of service'),
  'in-service': both('恢复使用', 'back in service'),
  commented: both('备注', 'comment'),
  assigned: both('指派', 'assigned'),
  'report-filed': both('填报事件', 'report filed'),
  'event-closed': both('确认停电结束', 'outage closed'),
  round: both('发起', 'begun'),
  step: both('办理步骤', 'step done'),
  'sent-back': both('退回', 'sent back'),
  refused: both('不同意', 'refused'),
  withdrawn: both('撤回', 'withdrawn'),
  measure: both('完成措施', 'measure done'),
  report: both('报送', 'report made'),
  confirmed: both('确认事项', 'confirmed'),
  overdue: both('逾期', 'overdue'),
  correction: both('迟到数据更正', 'corrected by late data'),
  escalated: both('无人确认，提请上级', 'not acknowledged, next told'),
};
const CLASSES: Readonly<Record<AlarmClass, Text>> = {
  plan: both('预案', 'plan'),
  quality: both('数据质量', 'data quality'),
  system: both('系统', 'system'),
};
const STATES: Readonly<Record<AlarmState, Text>> = {
  unacknowledged: both('未确认', 'unacknowledged'),
  acknowledged: both('已确认', 'acknowledged'),
  returned: both('已恢复未确认', 'returned, unacknowledged'),
  normal: both('已结束', 'over'),
  shelved: both('已搁置', 'shelved'),
  suppressed: both('已抑制', 'suppressed'),
  'out-of-service': both('停用', 'out of service'),
};
const LEVELS: Readonly<Record<Level, Text>> = {
  none: both('无', 'none'),
  IV: both('Ⅳ级', 'IV'),
  III: both('Ⅲ级', 'III'),
  II: both('Ⅱ级', 'II'),
  I: both('Ⅰ级', 'I'),
};

const COLUMNS: readonly Text[] = [
  both('时间', 'time'),
  both('时区', 'time zone'),
  both('类型', 'kind'),
  both('事项', 'what'),
  both('区域', 'area'),
  both('对象', 'subject'),
  both('预案', 'plan'),
  both('原因', 'cause'),
  both('条款', 'clause'),
  both('类别', 'class'),
  both('级别', 'level'),
  both('最高或原级别', 'highest or former level'),
  both('状态', 'state'),
  both('持续（分）', 'lasted, min'),
  both('人员', 'person'),
  both('角色', 'role'),
  both('确认时间', 'acknowledged at'),
  both('确认用时（分）', 'time to acknowledge, min'),
  both('结束时间', 'ended at'),
  both('备注', 'note'),
  both('编号', 'id'),
  both('时间（UTC）', 'time, UTC'),
];

const minutes = (ms: number): number => Math.round((ms / MINUTE_MS) * 10) / 10;

/** The rows as CSV, in their order. */
export function historyCsv(rows: readonly HistoryRow[], names: Names, language: keyof Text): string {
  const word = (text: Text | null): string => text?.[language] ?? '';
  const local = (at: number | null, zone: string): string => (at === null ? '' : formatLocal(at, zone));

  const alarmCells = (record: AlarmRecord): readonly Cell[] => {
    const { jurisdiction, alarm, acknowledgements, shelvings, services, people, endedAt, standings } = record;
    const zone = names.zone(jurisdiction);
    const first = record.waits[0];
    const answeredMs = first === undefined || first.until === null ? null : first.until - first.from;
    const end = standings.at(-1)?.to ?? null;
    const notes = [
      ...acknowledgements.map(({ note }) => note),
      ...shelvings.map(({ reason }) => reason),
      ...services.flatMap(({ reason, note }) => [reason, note]),
      ...alarm.comments.map((comment) => comment.text),
    ];
    return [
      local(alarm.since, zone),
      zone,
      word(KINDS.alarm),
      word(record.summary),
      word(names.place(jurisdiction)),
      word(names.subject(jurisdiction, alarm.subject)),
      alarm.plan === null ? '' : word(names.plan(alarm.plan)),
      word(names.rule(alarm.plan, alarm.rule)) || alarm.rule,
      alarm.clause,
      word(CLASSES[alarm.class]),
      word(LEVELS[alarm.level]),
      word(LEVELS[alarm.highest]),
      word(STATES[alarm.state]),
      end === null ? null : minutes(end - alarm.since),
      people.join('; '),
      '',
      local(first?.until ?? null, zone),
      answeredMs === null ? null : minutes(answeredMs),
      local(endedAt, zone),
      notes.filter((note) => note !== null && note !== '').join('; '),
      alarm.id,
      toIso(alarm.since),
    ];
  };

  const happeningCells = (happening: Happening): readonly Cell[] => {
    const { jurisdiction, plan, rule, subject, item, unit, level, was, note } = happening;
    const zone = names.zone(jurisdiction);
    const cause = [
      unit === null ? '' : word(names.unit(plan, unit)),
      item === null ? '' : word(item.text),
      rule === null ? '' : word(names.rule(plan, rule)) || rule,
    ];
    return [
      local(happening.at, zone),
      zone,
      word(KINDS[happening.kind]),
      word(WHATS[happening.what]),
      word(names.place(jurisdiction)),
      word(names.subject(jurisdiction, subject)),
      plan === null ? '' : word(names.plan(plan)),
      cause.filter((part) => part !== '').join('; '),
      item?.clause ?? '',
      word(CLASSES[happening.class]),
      level === null ? '' : word(LEVELS[level]),
      was === null ? '' : word(LEVELS[was]),
      '',
      null,
      happening.by,
      happening.role,
      '',
      null,
      '',
      note,
      happening.alarm ?? happening.case,
      toIso(happening.at),
    ];
  };

  return toCsv([
    COLUMNS.map(word),
    ...rows.map((row) => (row.kind === 'alarm' ? alarmCells(row.record) : happeningCells(row.happening))),
  ]);
}
