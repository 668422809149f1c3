/** Robots of group chats: DingTalk, WeCom and Feishu, by their public documents. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Text } from '../model/text.ts';
import { adviceIn, type Channel, type Message, type Outcome } from './channel.ts';
import { outcomeOfStatus, postJson, type Answer } from './post.ts';

export type RobotKind = 'dingtalk' | 'wecom' | 'feishu';

export interface RobotOptions {
  readonly channel: Pick<Channel, 'id' | 'tries' | 'wants'>;
  /** The address without the token. */
  readonly endpoint: URL;
  /** What the robot is known by: `access_token`, `key`, or the last part of the path. */
  readonly token: string;
  /** Signs the messages; null where the robot is not asked to (WeCom never is). */
  readonly secret: string | null;
  readonly language: keyof Text;
  readonly timeoutMs: number;
}

/** Where the robots are, unless the settings say otherwise. */
export const ROBOT_ENDPOINTS: Readonly<Record<RobotKind, string>> = {
  dingtalk: 'https://oapi.dingtalk.com/robot/send',
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send',
  feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook/',
};

/** Codes by which a robot says: busy, or too fast; come again. */
const AGAIN: Readonly<Record<RobotKind, ReadonlySet<number>>> = {
  dingtalk: new Set([-1, 130_101, 410_100]),
  wecom: new Set([-1, 45_009, 45_033]),
  feishu: new Set([9499, 11_232, 11_233]),
};
/** Bytes of UTF-8 that a message may have. */
const MAX_BYTES: Readonly<Record<RobotKind, number>> = { dingtalk: 18_000, wecom: 4000, feishu: 18_000 };
/** What a robot that is too fast waits for: their limits count by the minute. */
const SLOW_DOWN_MS = 60_000;

/** DingTalk: HMAC-SHA256 of `TIMESTAMP\nSECRET` under the secret, Base64. Timestamp in epoch ms. */
export const signDingtalk = (secret: string, timestampMs: number): string =>
  createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64');

/** Feishu: HMAC-SHA256 of nothing under `TIMESTAMP\nSECRET`, Base64. Timestamp in epoch seconds. */
export const signFeishu = (secret: string, timestampS: number): string =>
  createHmac('sha256', `${timestampS}\n${secret}`).digest('base64');

/** Text up to so many bytes of UTF-8, cut between signs. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let kept = '';
  let size = Buffer.byteLength('…');
  for (const sign of text) {
    size += Buffer.byteLength(sign);
    if (size > maxBytes) break;
    kept += sign;
  }
  return `${kept}…`;
}

/** Signs that a robot would take for markup lose that meaning. */
const plain = (text: string): string => text.replaceAll(/[<>]/gu, (sign) => (sign === '<' ? '＜' : '＞'));

/** Headline and points as the lists that all three robots show. */
export function markdownOf(message: Message, language: keyof Text): { title: string; text: string } {
  const { headline, points } = message;
  const colon = language === 'zh' ? '：' : ': ';
  const lines = points.map(({ label, value }) => `**${label[language]}**${colon}${plain(value[language])}`);
  const advised = adviceIn(message).map((each) => `- ${plain(each[language])}`);
  return { title: headline[language], text: [...lines, ...advised].join('\n\n') };
}

/** The body of a message, and what goes into the address. */
export function robotMessage(
  kind: RobotKind,
  message: Message,
  options: Pick<RobotOptions, 'secret' | 'language'> & { readonly now: number },
): { readonly body: unknown; readonly query: Readonly<Record<string, string>> } {
  const { secret, language, now } = options;
  const { title, text } = markdownOf(message, language);
  const content = cutBytes(`### ${title}\n\n${text}`, MAX_BYTES[kind]);
  switch (kind) {
    case 'dingtalk':
      return {
        body: { msgtype: 'markdown', markdown: { title, text: content } },
        query: secret === null ? {} : { timestamp: String(now), sign: signDingtalk(secret, now) },
      };
    case 'wecom':
      return { body: { msgtype: 'markdown', markdown: { content } }, query: {} };
    case 'feishu': {
      const timestamp = Math.floor(now / 1000);
      return {
        body: {
          ...(secret === null ? {} : { timestamp: String(timestamp), sign: signFeishu(secret, timestamp) }),
          msg_type: 'interactive',
          card: {
            header: { template: message.color, title: { tag: 'plain_text', content: title } },
            elements: [{ tag: 'markdown', content: cutBytes(text, MAX_BYTES.feishu) }],
          },
        },
        query: {},
      };
    }
  }
}

const answerSchema = z.union([
  z.object({ errcode: z.number(), errmsg: z.string().optional() }),
  z
    .object({ code: z.number(), msg: z.string().optional() })
    .transform(({ code, msg }) => ({ errcode: code, errmsg: msg })),
]);

/** What a robot's answer says. They answer 200 to nearly everything; what counts is the code in the body. */
export function outcomeOfRobot(kind: RobotKind, answer: Answer): Outcome {
  const failed = outcomeOfStatus(answer);
  if (failed !== null) return failed;
  const body = answer.kind === 'answer' ? answer.body : '';
  const parsed = answerSchema.safeParse(parseOrNull(body));
  if (!parsed.success) return { kind: 'in-doubt', reason: 'an answer that cannot be read' };
  const { errcode, errmsg = '' } = parsed.data;
  if (errcode === 0) return { kind: 'sent', receipt: 'code 0' };
  const reason = `code ${errcode} ${errmsg.slice(0, 120)}`.trim();
  if (AGAIN[kind].has(errcode)) return { kind: 'not-sent', reason, retryAfterMs: SLOW_DOWN_MS };
  return { kind: 'refused', reason };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A robot. It does not know one message from another: what is in doubt waits for a person. */
export function createRobot(kind: RobotKind, options: RobotOptions): Channel {
  const { channel, endpoint, token, timeoutMs } = options;
  return {
    ...channel,
    kind,
    addresses: [kind],
    isIdempotent: false,
    async send({ message, now }) {
      const { body, query } = robotMessage(kind, message, { ...options, now });
      const url = new URL(endpoint);
      if (kind === 'feishu') url.pathname = `${url.pathname.replace(/\/$/u, '')}/${encodeURIComponent(token)}`;
      else url.searchParams.set(kind === 'dingtalk' ? 'access_token' : 'key', token);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const answer = await postJson({ url, body: JSON.stringify(body), headers: {}, timeoutMs });
      return outcomeOfRobot(kind, answer);
    },
  };
}
