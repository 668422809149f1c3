/** The table of problems: every refusal that the outside can meet, by code. Codes are never used for something else. */
import type { Problem } from '../wire/shapes.ts';

const row = (status: number, zh: string, en: string) => ({ status, title: `${zh} / ${en}` });

/** HTTP status and title of each code. */
export const PROBLEMS = {
  'malformed-body': row(400, '无法读取请求体', 'The body cannot be read'),
  'invalid-body': row(400, '请求体内容不符', 'The body is not what this request takes'),
  'invalid-query': row(400, '查询参数有误', 'The query is not what this request takes'),
  'not-signed-in': row(401, '请先登录', 'Signing in is needed'),
  'wrong-token': row(401, '接入令牌缺失或有误', 'The ingest token is missing or wrong'),
  'not-allowed': row(403, '当前角色无此权限', 'This role may not do that'),
  'wrong-password': row(401, '用户名或密码有误', 'The name or the password is wrong'),
  'demo-only': row(403, '仅演示模式可用', 'Only the demo has this'),
  'account-disabled': row(403, '账户已停用', 'The account is disabled'),
  'password-change-needed': row(403, '请先修改一次性密码', 'The one-time password must be changed first'),
  'foreign-origin': row(403, '请求来自其他网站', 'The request comes from another site'),
  'foreign-host': row(403, '主机名不被接受', 'The host name is not accepted'),
  'not-found': row(404, '没有这项内容', 'There is no such thing'),
  'stale-revision': row(409, '内容已有变化，请查看后再操作', 'It has changed since it was seen'),
  'wrong-state': row(409, '当前状态不允许此操作', 'Its present state does not allow it'),
  'drill-running': row(409, '该地区已有演练在进行', 'A drill is under way there'),
  'drill-ended': row(409, '演练已结束，只能查看', 'The drill is over; it can only be looked at'),
  'too-many-layouts': row(409, '大屏布局已达上限', 'There are too many layouts of walls'),
  'name-taken': row(409, '名称已被使用', 'The name is taken'),
  'last-administrator': row(409, '不能去掉最后一个管理员', 'The last administrator must stay'),
  'body-too-large': row(413, '请求体过大', 'The body is too large'),
  'too-many-readings': row(413, '一次请求的数据过多', 'Too many readings in one request'),
  'unsupported-encoding': row(415, '不支持的编码', 'The encoding is not supported'),
  'note-required': row(422, '须填写备注', 'A note is needed'),
  'invalid-account': row(422, '账户内容有误', 'The account is not right'),
  'weak-password': row(422, '密码不符合要求', 'The password will not do'),
  'invalid-report': row(422, '报告内容不符合表单', 'The report does not fit its form'),
  'bad-range': row(422, '时间范围有误', 'The range of time is of no use'),
  'range-too-wide': row(422, '时间范围过宽', 'The range of time is too wide'),
  'unknown-id': row(422, '引用了不存在的编号', 'Something is named that does not exist'),
  'too-many-sign-ins': row(429, '登录过于频繁', 'Too many sign-ins'),
  'slow-down': row(429, '密码多次有误，请稍候再试', 'Wrong passwords; wait a moment before the next try'),
  'too-many-replays': row(429, '同时进行的回放过多', 'Too many replays at the same time'),
  overloaded: row(429, '系统繁忙，请稍后重试', 'Busy; try again later'),
  internal: row(500, '系统内部错误', 'Something went wrong inside'),
  'store-unavailable': row(503, '历史数据暂时无法读取', 'Stored readings cannot be read now'),
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** A problem by its code; `detail` says what, where and the offending value. */
export function problem(code: ProblemCode, detail: string): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: `urn:wanglou:problem:${code}`, title, status, code, detail };
}

/** Thrown by a request's handler to answer with a problem; the app turns it into the answer. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the answer, such as the present alarm. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    refused: Problem,
    options: { headers?: Readonly<Record<string, string>>; more?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(refused.detail);
    this.problem = refused;
    this.headers = options.headers ?? {};
    this.more = options.more ?? {};
  }
}

/** `new Refusal` by code. */
export const refuse = (code: ProblemCode, detail: string, headers: Readonly<Record<string, string>> = {}): Refusal =>
  new Refusal(problem(code, detail), { headers });
