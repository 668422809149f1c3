/** The history of alarms, the measures of the alarm system, and the handover of a shift: shapes, and what is asked. */
import { z } from 'zod';
import type { AlarmClass, AlarmState, Assignee } from '../model/alarm.ts';
import type { CaseState } from '../model/case.ts';
import { LEVELS, type Level } from '../model/level.ts';
import type { ClauseText } from '../model/procedure.ts';
import type { Text } from '../model/text.ts';
import { instantSchema } from './http.ts';
import type { WireCorrection } from './shapes.ts';

/** An alarm from its raise on, with all that happened to it. */
export interface WireRecord {
  readonly kind: 'alarm';
  /** Number of the entry in the ledger that raised it. */
  readonly seq: number;
  readonly id: string;
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly class: AlarmClass;
  readonly state: AlarmState;
  readonly active: boolean;
  readonly first: Level;
  readonly level: Level;
  readonly highest: Level;
  readonly indeterminate: boolean;
  readonly clause: string | null;
  /** The proof of the newest level in a sentence. */
  readonly summary: Text | null;
  /** When it was raised, in event time; `knownAt`: when people could know. */
  readonly at: string;
  readonly knownAt: string;
  /** When the condition went for good; null while it stands. */
  readonly returnedAt: string | null;
  readonly endedAt: string | null;
  readonly calls: readonly { readonly at: string; readonly what: string; readonly level: Level }[];
  /** What its condition did, when people could know, whether that called anybody or not. */
  readonly turns: readonly {
    readonly at: string;
    readonly what: 'raised' | 'reraised' | 'level-raised' | 'level-lowered' | 'returned';
    readonly level: Level;
  }[];
  /** From the first call to its acknowledgement, ms; null while nobody acknowledged. */
  readonly waitedMs: number | null;
  readonly acknowledgements: readonly { readonly at: string; readonly by: string; readonly note: string | null }[];
  readonly shelvings: readonly {
    readonly at: string;
    readonly by: string;
    readonly until: string;
    readonly reason: string;
    readonly endedAt: string | null;
    readonly endedBy: string | null;
  }[];
  /** Nobody acknowledged it in time, and the next role was told. */
  readonly escalations: readonly { readonly at: string; readonly to: string }[];
  /** Its rule was out of service on its subject; `endedAt` is null where it was not put back while the alarm was there. */
  readonly services: readonly {
    readonly at: string;
    readonly by: string;
    readonly reason: string;
    readonly endedAt: string | null;
    readonly endedBy: string | null;
    readonly note: string | null;
  }[];
  /** Another alarm stood for it; `of`: what that one is of, null where the range does not hold it. */
  readonly suppressions: readonly {
    readonly at: string;
    readonly parent: string;
    readonly of: WireAlarmOf | null;
    readonly endedAt: string | null;
  }[];
  readonly comments: readonly { readonly at: string; readonly by: string; readonly text: string }[];
  readonly assignments: readonly { readonly at: string; readonly by: string; readonly to: Assignee | null }[];
  readonly corrections: readonly Pick<WireCorrection, 'at' | 'knownAt' | 'was' | 'now'>[];
  readonly cases: readonly string[];
  readonly people: readonly string[];
}

/** What somebody did, what became of a case by itself, a verdict that late data changed, an alarm that nobody took in time. */
export interface WireHappening {
  readonly kind: 'act' | 'case' | 'correction' | 'escalation';
  /** Number of its entry in the ledger. */
  readonly seq: number;
  readonly what: string;
  readonly at: string;
  readonly jurisdiction: string;
  readonly by: string | null;
  /** Of what is overdue or was not acknowledged the role that was told. */
  readonly role: string | null;
  readonly alarm: string | null;
  readonly case: string | null;
  readonly plan: string | null;
  readonly rule: string | null;
  readonly subject: string;
  readonly class: AlarmClass;
  readonly level: Level | null;
  /** The level before a correction. */
  readonly was: Level | null;
  /** When the corrected verdict was; until when something is shelved; when what is overdue was due. */
  readonly about: string | null;
  readonly item: ClauseText | null;
  readonly origin: string | null;
  readonly unit: string | null;
  readonly note: string | null;
}

export type WireHistoryRow = WireRecord | WireHappening;

/** A page of the history, the newest first. */
export interface WireHistory {
  readonly from: string;
  readonly to: string;
  /** Rows that fit, on all pages. */
  readonly total: number;
  readonly rows: readonly WireHistoryRow[];
  /** Where the next page begins, for `cursor`; null after the last. */
  readonly next: string | null;
}

/** One rule or watchdog on one subject. */
export interface WireAlarmOf {
  readonly jurisdiction: string;
  readonly plan: string | null;
  readonly rule: string;
  readonly subject: string;
  readonly class: AlarmClass;
}

/** Times from a call to its acknowledgement; nearest ranks of those that ended within the range. */
export interface WireTimes {
  readonly waits: number;
  readonly unanswered: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly maxMs: number | null;
}

/** A figure beside what is recommended for one operator over 30 days or more. */
export interface WireFigure {
  readonly value: number;
  readonly rating: 'within' | 'tolerable' | 'beyond';
  readonly target: number;
  readonly most: number;
  readonly source: string;
}

interface WireShare {
  readonly calls: number;
  readonly share: number;
}

/** Measures of the alarm system (IEC 62682 / ISA-18.2, EEMUA 191). Shares are 0 to 1. */
export interface WireKpis {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly figures: Readonly<
    Record<
      'average' | 'perDay' | 'peak' | 'overShare' | 'floodShare' | 'topShare' | 'chattering' | 'fleeting' | 'stale',
      WireFigure
    >
  >;
  readonly peakAt: string | null;
  readonly periods: number;
  readonly over: number;
  /** `[begin, calls, most calls in 10 minutes]`, begin in epoch ms. */
  readonly series: { readonly stepMs: number; readonly points: readonly (readonly [number, number, number])[] };
  readonly floods: readonly {
    readonly begin: string;
    readonly end: string | null;
    readonly calls: number;
    readonly peak: number;
    readonly firstOut: WireAlarmOf & { readonly id: string };
  }[];
  readonly classes: Readonly<Record<AlarmClass, WireShare>>;
  readonly levels: readonly (WireShare & { readonly level: Level })[];
  /** Recommended shares of priorities low, medium and high. */
  readonly mix: { readonly low: number; readonly medium: number; readonly high: number };
  readonly stale: {
    readonly now: readonly (WireAlarmOf & { readonly id: string; readonly since: string; readonly forMs: number })[];
    readonly worst: { readonly date: string; readonly count: number } | null;
  };
  readonly chattering: readonly (WireAlarmOf & { readonly times: number })[];
  readonly fleeting: readonly (WireAlarmOf & { readonly times: number })[];
  readonly top: readonly (WireAlarmOf & WireShare)[];
  readonly acknowledging: {
    readonly all: WireTimes;
    readonly shifts: readonly (WireTimes & { readonly begins: string })[];
    readonly levels: readonly (WireTimes & { readonly level: Level })[];
  };
}

/** A case at the end of a shift. */
export interface WireHandoverCase {
  readonly id: string;
  readonly jurisdiction: string;
  readonly plan: string;
  readonly subject: string;
  readonly state: CaseState;
  readonly level: Level;
  readonly highest: Level;
  /** Level in force when the shift began; null: there was no such case yet. */
  readonly was: Level | null;
  /** The level that the round under way leads to, or null. */
  readonly wish: Level | null;
  readonly inForceSince: string | null;
  readonly happenings: readonly WireHappening[];
  readonly open: readonly (ClauseText & { readonly roles: readonly string[] })[];
  /** Soonest first, the first so many of `dueCount`. */
  readonly dues: readonly {
    readonly kind: 'step' | 'report' | 'measure';
    readonly id: string;
    readonly at: string;
    readonly late: boolean;
    readonly roles: readonly string[];
    readonly unit: string | null;
    readonly item: ClauseText | null;
  }[];
  readonly dueCount: number;
  readonly lateCount: number;
}

/** What a shift leaves to the next one, as it stood at `to`. Lists of alarms are of ids in `alarms`. */
export interface WireHandover {
  readonly from: string;
  /** Now, while the shift lasts. */
  readonly to: string;
  readonly alarms: readonly WireRecord[];
  readonly raised: readonly string[];
  readonly ended: readonly string[];
  readonly standing: readonly string[];
  readonly unacknowledged: readonly string[];
  readonly shelved: readonly string[];
  readonly suppressed: readonly string[];
  readonly data: readonly string[];
  readonly levels: readonly {
    readonly jurisdiction: string;
    readonly plan: string;
    readonly rule: string;
    readonly subject: string;
    readonly was: Level;
    readonly now: Level;
    readonly highest: Level;
    readonly indeterminate: boolean;
  }[];
  readonly cases: readonly WireHandoverCase[];
  readonly corrections: readonly WireHappening[];
  readonly escalations: readonly WireHappening[];
  readonly acts: readonly WireHappening[];
  readonly kpis: WireKpis;
  /** Lists that were cut, with how many there are. */
  readonly cut: Readonly<Record<string, number>>;
}

const idSchema = z.string().min(1).max(128);
const wordsSchema = z.string().max(200);

const filterShape = {
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  text: wordsSchema.optional(),
  person: wordsSchema.optional(),
  subject: idSchema.optional(),
  level: z.enum(LEVELS).optional(),
  class: z.enum(['plan', 'quality', 'system']).optional(),
  jurisdiction: idSchema.optional(),
  kind: z.enum(['alarm', 'act', 'case', 'correction', 'escalation']).optional(),
};

/** `GET /api/history`; without `to` up to now, without `from` the seven days before. */
export const historyQuerySchema = z.object({
  ...filterShape,
  /** Rows of one page. */
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'expected a number from 1 to 200')
    .transform(Number)
    .optional(),
  /** `next` of the page before. */
  cursor: z
    .string()
    .regex(/^-?\d{1,16}\.\d{1,16}$/, 'expected what a page gave as next')
    .optional(),
});
export type HistoryQueryInput = z.infer<typeof historyQuerySchema>;

/** `GET /api/history.csv` */
export const historyCsvQuerySchema = z.object({ ...filterShape, lang: z.enum(['zh', 'en']).default('zh') });

const shiftsSchema = z
  .string()
  .regex(
    /^(?:[01]\d|2[0-3]):[0-5]\d(?:,(?:[01]\d|2[0-3]):[0-5]\d){0,11}$/,
    'expected times of day, as 00:00,08:00,16:00',
  )
  .transform((text) => [...new Set(text.split(','))].toSorted())
  .optional();

/** `GET /api/kpis`; `shifts`: local times of day at which a shift takes over. */
export const kpisQuerySchema = z.object({
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  jurisdiction: idSchema.optional(),
  shifts: shiftsSchema,
});

/** `GET /api/handover` */
export const handoverQuerySchema = z.object({
  from: instantSchema,
  to: instantSchema,
  jurisdiction: idSchema.optional(),
  shifts: shiftsSchema,
});
