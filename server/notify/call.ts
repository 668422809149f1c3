/** What is told to a role when somebody else did not act in time: an alarm, or what is overdue in a case. */
import { z } from 'zod';
import { duesOf, escalationOf, localInstantIn } from '../cases/index.ts';
import type { AlarmEvent } from '../judge/index.ts';
import type { Alarm } from '../model/alarm.ts';
import type { Case, CaseDue, CaseEvent } from '../model/case.ts';
import { MINUTE_MS } from '../model/instant.ts';
import type { Jurisdiction } from '../model/jurisdiction.ts';
import type { Level } from '../model/level.ts';
import { formatLocal } from '../model/local-time.ts';
import { roleName, type Plan } from '../model/plan.ts';
import { CALLED_ROLES, type Role } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import { color, level, levelOf, marked, pointsSchema, standing, text, type Bulletin } from './bulletin.ts';

/** The shape of a call as it is kept. Instants are epoch ms in event time. */
export const callSchema = z.object({
  /** One call, for ever. */
  id: z.string(),
  kind: z.literal('call'),
  /** `overdue`: steps, reports or measures of a case. */
  about: z.enum(['alarm', 'overdue']),
  standing,
  /** Id of the alarm or of the case. */
  of: z.string(),
  sentAt: z.number(),
  jurisdiction: z.string(),
  zone: z.string(),
  plan: z.object({ id: z.string(), title: text, short: text, scale: z.string() }),
  place: z.object({ id: z.string(), name: text }),
  /** Who is called, as the plan calls that role; never a person. */
  role: z.object({ id: z.enum(CALLED_ROLES), name: text }),
  /** Of the alarm; of a case the level that is being worked on, else that in force. */
  level,
  color,
  levelName: text,
  /** When the condition of the alarm began, or the first of what is overdue was due. */
  since: z.number(),
  /** When the first of what is overdue was due; null for an alarm. */
  dueAt: z.number().nullable(),
  headline: text,
  /** The description point by point. */
  points: pointsSchema,
  /** The page to go to, from the address of the program on. */
  link: z.string(),
});
export type Call = z.infer<typeof callSchema>;

/** What a call is made from beside its event. */
export interface CallContext {
  readonly plan: Plan;
  readonly jurisdiction: Jurisdiction;
  readonly standing: Bulletin['standing'];
  /** What the addresses of the pages begin with. */
  readonly base: string;
}

/** What is listed of what is overdue; the rest is counted. */
const MOST_ITEMS = 8;

/** The call that an alarm is told on by. `alarm`: as it stands after the event. */
export function callOfAlarm(
  alarm: Alarm,
  event: Extract<AlarmEvent, { kind: 'alarm-escalated' }>,
  context: CallContext,
): Call | null {
  const { plan, jurisdiction } = context;
  const rule = plan.rules.find(({ id }) => id === alarm.rule);
  const title = rule?.title ?? { zh: alarm.rule, en: alarm.rule };
  const named = levelOf(plan, alarm.level);
  const before = alarm.escalation.told.slice(0, -1);
  const when = whenIn(jurisdiction.timezone);
  return toCall(
    {
      // The revision stays while it is told on, and moves before the first rung is told again.
      id: `${alarm.id}.${alarm.revision}.${event.rung}`,
      about: 'alarm',
      of: alarm.id,
      at: event.at,
      to: event.to,
      subject: alarm.subject,
      level: alarm.level,
      since: alarm.since,
      dueAt: null,
      said: (place) => ({
        zh: `${place.zh} ${title.zh}，已达${plan.short.zh}${named.name.zh}条件，报警未确认`,
        en: `${place.en}, ${title.en}: conditions of ${plan.short.en}, ${named.name.en} met, alarm not acknowledged`,
      }),
      points: [
        point('报警', 'Alarm', title),
        point('已达条件', 'Conditions met', named.name),
        point('开始时间', 'Since', when(alarm.since)),
        ...(alarm.evidence === null ? [] : [point('依据', 'Evidence', alarm.evidence.summary)]),
        ...before.map(({ to, at }) => {
          const role = nameOf(plan, to);
          const time = when(at).zh;
          return point('此前已告知', 'Told before', { zh: `${role.zh} ${time}`, en: `${role.en} ${time}` });
        }),
        ...(alarm.clause === null ? [] : [point('条款', 'Clause', { zh: alarm.clause, en: alarm.clause })]),
      ],
      todo: { zh: '请确认报警，或指定专人处理', en: 'Acknowledge it, or see to it that somebody does' },
      link: `${context.base}/console?alarm=${encodeURIComponent(alarm.id)}`,
    },
    context,
  );
}

/**
 * The call that what is overdue is told on by: one for all that became overdue in a case at one instant and goes to one
 * role. null where nobody is told, or another event of that instant told it already. `of`: the case after the event.
 */
export function callOfOverdue(
  of: Case,
  event: Extract<CaseEvent, { kind: 'case-overdue' }>,
  context: CallContext,
): Call | null {
  const { plan, jurisdiction } = context;
  const { escalatedTo: to, at } = event;
  const isTogether = (each: CaseEvent): boolean =>
    each.kind === 'case-overdue' && each.at === at && each.escalatedTo === to;
  const first = of.log.find(isTogether);
  if (to === null || first?.kind !== 'case-overdue' || first.due !== event.due) return null;
  const items = overdueAt(of, event, to, context);
  const [item] = items;
  if (item === undefined) return null;
  const when = whenIn(jurisdiction.timezone);
  const working = of.round !== null && of.round.to !== 'none' ? of.round.to : of.level;
  const name = wordsOf(of, item, plan);
  const more = items.length - 1;
  return toCall(
    {
      id: `${of.id}.overdue.${at}.${to}`,
      about: 'overdue',
      of: of.id,
      at,
      to,
      subject: of.subject,
      level: working,
      since: item.at,
      dueAt: item.at,
      said: (place) => ({
        zh: `${place.zh}${plan.short.zh}，${more === 0 ? '' : `${items.length}项已超期，最早为`}“${name.zh}”${more === 0 ? '已超期' : ''}`,
        en: `${place.en}, ${plan.short.en}: ${more === 0 ? '' : `${items.length} items are overdue, first `}“${name.en}”${more === 0 ? ' is overdue' : ''}`,
      }),
      points: [
        ...items.slice(0, MOST_ITEMS).map((each) => {
          const words = wordsOf(of, each, plan);
          const due = when(each.at).zh;
          const by = each.unit === null ? each.roles.map((role) => nameOf(plan, role)) : [unitOf(plan, each.unit)];
          return point('超期事项', 'Overdue', {
            zh: `${words.zh}（${by.map(({ zh }) => zh).join('或')}，应于 ${due} 前完成）`,
            en: `${words.en} (${by.map(({ en }) => en).join(' or ')}, due ${due})`,
          });
        }),
        ...(items.length <= MOST_ITEMS
          ? []
          : [
              point('其余', 'Besides', {
                zh: `另有 ${items.length - MOST_ITEMS} 项`,
                en: `${items.length - MOST_ITEMS} more`,
              }),
            ]),
      ],
      todo: { zh: '请督办', en: 'See to it that it is done' },
      link: `${context.base}/cases?case=${encodeURIComponent(of.id)}`,
    },
    context,
  );
}

/** What became overdue together with an event and is told to the same role, the first that was due first. */
function overdueAt(
  of: Case,
  event: Extract<CaseEvent, { kind: 'case-overdue' }>,
  to: Role,
  { plan, jurisdiction }: CallContext,
): CaseDue[] {
  const { timezone } = jurisdiction;
  const known = new Set(plan.roles.map(({ role }) => role));
  return duesOf(of, timezone, localInstantIn(timezone)).filter(
    ({ key, at, roles }) =>
      key === event.due || (at < event.at && !of.overdue.includes(key) && escalationOf(roles, known) === to),
  );
}

/** What is to be done, in the words of the plan as the case has it. */
function wordsOf(of: Case, { kind, id, unit }: CaseDue, plan: Plan): Text {
  const found =
    kind === 'step'
      ? of.round?.steps.find((step) => step.id === id)
      : kind === 'report'
        ? of.reporting.find((report) => report.id === id)
        : (of.measures.find((measure) => measure.id === id && measure.unit === unit) ??
          plan.measures.find((measure) => measure.id === id));
  return found?.text ?? { zh: id, en: id };
}

const unitOf = (plan: Plan, id: string): Text => plan.units.find((unit) => unit.id === id)?.text ?? { zh: id, en: id };
const nameOf = (plan: Plan, role: Role): Text => roleName(plan, role) ?? { zh: role, en: role };
const point = (zh: string, en: string, value: Text): Call['points'][number] => ({
  label: { zh, en },
  value: { zh: value.zh, en: value.en },
});

/** An instant to the minute in a zone, the same in both languages. */
const whenIn =
  (zone: string) =>
  (instant: number): Text => {
    const minute = formatLocal(Math.floor(instant / MINUTE_MS) * MINUTE_MS, zone);
    return { zh: minute, en: minute };
  };

interface Called {
  readonly id: string;
  readonly about: Call['about'];
  readonly of: string;
  readonly at: number;
  readonly to: Role;
  readonly subject: string;
  readonly level: Level;
  readonly since: number;
  readonly dueAt: number | null;
  /** The headline behind the name of the role. */
  readonly said: (place: Text) => Text;
  readonly points: Call['points'];
  readonly todo: Text;
  readonly link: string;
}

/** null for a role that nobody is called by. */
function toCall(called: Called, { plan, jurisdiction, standing: stands }: CallContext): Call | null {
  const role = CALLED_ROLES.find((each) => each === called.to);
  if (role === undefined) return null;
  const place = jurisdiction.subjects.find(({ id }) => id === called.subject)?.name ?? jurisdiction.name;
  const named = levelOf(plan, called.level);
  const name = nameOf(plan, role);
  const said = called.said(place);
  return {
    id: called.id,
    kind: 'call',
    about: called.about,
    standing: stands,
    of: called.of,
    sentAt: called.at,
    jurisdiction: jurisdiction.id,
    zone: jurisdiction.timezone,
    plan: { id: plan.id, title: plan.title, short: plan.short, scale: plan.scale },
    place: { id: called.subject, name: place },
    role: { id: role, name },
    level: called.level,
    color: named.color,
    levelName: named.name,
    since: called.since,
    dueAt: called.dueAt,
    headline: marked(stands, { zh: `催办 ${name.zh}：${said.zh}`, en: `Call to ${name.en}: ${said.en}` }),
    points: [
      point('地区', 'Place', place),
      ...called.points,
      point('预案', 'Plan', plan.title),
      point('办理', 'To do', { zh: `${called.todo.zh}：${called.link}`, en: `${called.todo.en}: ${called.link}` }),
    ],
    link: called.link,
  };
}
