import type { z } from 'zod';
import {
  acknowledgeSchema,
  assignSchema,
  commentSchema,
  putBackSchema,
  shelveSchema,
  takeOutSchema,
  unshelveSchema,
  type AlarmReply,
  type AcknowledgeCommand,
  type AssignCommand,
  type CommentCommand,
  type PutBackCommand,
  type ServiceReply,
  type ShelveCommand,
  type TakeOutCommand,
  type UnshelveCommand,
} from '../wire/events.ts';
import type { Session } from '../wire/shapes.ts';
import type { AlarmAnswer, AlarmPort, ServiceAnswer } from './ports.ts';
import { problem } from './problems.ts';
import { refuseHandling, refuseHandlingAt, refuseServiceAt } from './permission.ts';

/** What people do to alarms, over HTTP and over a socket. */
export interface AlarmCommands {
  acknowledge(input: unknown, who: Session | null): Promise<AlarmReply>;
  shelve(input: unknown, who: Session | null): Promise<AlarmReply>;
  unshelve(input: unknown, who: Session | null): Promise<AlarmReply>;
  comment(input: unknown, who: Session | null): Promise<AlarmReply>;
  assign(input: unknown, who: Session | null): Promise<AlarmReply>;
  takeOut(input: unknown, who: Session | null): Promise<ServiceReply>;
  putBack(input: unknown, who: Session | null): Promise<ServiceReply>;
}

const DETAILS = {
  'not-found': 'there is no such alarm, or it is over',
  'stale-revision': 'the alarm has moved on since that revision; look at it again',
  'wrong-state': 'the alarm is in a state that does not allow this',
  'note-required': 'the plan asks for a note at this level',
  'unknown-id': 'there is no such rule on that subject there',
} as const;

/** The issues of a schema in one line: `revision: Invalid input: expected number, received string`. */
export const describeIssues = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ');

function toRefusal({
  code,
  alarm,
}: Extract<AlarmAnswer | ServiceAnswer, { ok: false }>): Extract<AlarmReply, { ok: false }> {
  const refused = problem(code, DETAILS[code]);
  return { ok: false, problem: refused, ...(alarm === null ? {} : { alarm }) };
}

/** The one place where commands on alarms are checked: the shape, who is asking, and whether the role may, and there. */
export function createAlarmCommands(alarms: AlarmPort): AlarmCommands {
  async function run<T extends { readonly id: string }>(
    schema: z.ZodType<T>,
    input: unknown,
    who: Session | null,
    act: (command: T, by: string) => Promise<AlarmAnswer>,
  ): Promise<AlarmReply> {
    const refused = refuseHandling(who);
    if (refused !== null || who === null) {
      return { ok: false, problem: refused ?? problem('not-signed-in', 'nobody is signed in here') };
    }
    const checked = schema.safeParse(input);
    if (!checked.success) return { ok: false, problem: problem('invalid-body', describeIssues(checked.error)) };
    const place = alarms.jurisdictionOf(checked.data.id);
    const foreign = place === null ? null : refuseHandlingAt(who, place);
    if (foreign !== null) return { ok: false, problem: foreign };
    const answer = await act(checked.data, who.name);
    return answer.ok ? answer : toRefusal(answer);
  }
  /** The same for a rule on a subject, which only the office and those above it may take out of service. */
  async function change<T extends { readonly jurisdiction: string }>(
    schema: z.ZodType<T>,
    input: unknown,
    who: Session | null,
    act: (command: T, by: string) => Promise<ServiceAnswer>,
  ): Promise<ServiceReply> {
    const refused = refuseHandling(who);
    if (refused !== null || who === null) {
      return { ok: false, problem: refused ?? problem('not-signed-in', 'nobody is signed in here') };
    }
    const checked = schema.safeParse(input);
    if (!checked.success) return { ok: false, problem: problem('invalid-body', describeIssues(checked.error)) };
    const foreign = refuseServiceAt(who, checked.data.jurisdiction);
    if (foreign !== null) return { ok: false, problem: foreign };
    const answer = await act(checked.data, who.name);
    return answer.ok ? answer : toRefusal(answer);
  }
  return {
    acknowledge: (input, who) =>
      run<AcknowledgeCommand>(acknowledgeSchema, input, who, ({ id, revision, note }, by) => {
        const words = note?.trim() ?? '';
        return alarms.acknowledge({ id, revision, by, note: words === '' ? null : words });
      }),
    shelve: (input, who) =>
      run<ShelveCommand>(shelveSchema, input, who, (command, by) => alarms.shelve({ ...command, by })),
    unshelve: (input, who) =>
      run<UnshelveCommand>(unshelveSchema, input, who, (command, by) => alarms.unshelve({ ...command, by })),
    comment: (input, who) =>
      run<CommentCommand>(commentSchema, input, who, (command, by) => alarms.comment({ ...command, by })),
    assign: (input, who) =>
      run<AssignCommand>(assignSchema, input, who, (command, by) => alarms.assign({ ...command, by })),
    takeOut: (input, who) =>
      change<TakeOutCommand>(takeOutSchema, input, who, (command, by) => alarms.takeOut({ ...command, by })),
    putBack: (input, who) =>
      change<PutBackCommand>(putBackSchema, input, who, (command, by) => alarms.putBack({ ...command, by })),
  };
}
