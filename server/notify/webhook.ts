import { createHmac } from 'node:crypto';
import { describe } from './bulletin.ts';
import { toCap, toCapTime, type CapContext } from './cap.ts';
import type { Channel, Message } from './channel.ts';
import { outcomeOfStatus, postJson } from './post.ts';

/** The signature of a webhook: HMAC-SHA256 over `TIMESTAMP.BODY`, in hexadecimal digits. Timestamp in epoch seconds. */
export const signBody = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

/**
 * The body of a webhook: the same bytes at every attempt. `type` tells what it is: `warning`, whose `kind` is `alert`,
 * `update` or `cancel` and which comes with its CAP document; or `call`, whose `kind` is `alarm` or `overdue`.
 */
export function webhookBody(message: Message, cap: CapContext): string {
  const { zone, plan, place } = message;
  const common = {
    id: message.id,
    standing: message.standing,
    sentAt: toCapTime(message.sentAt, zone),
    jurisdiction: message.jurisdiction,
    plan: plan.id,
    subject: place.id,
    place: place.name,
    level: message.level,
    levelName: message.levelName,
    color: message.color,
    headline: message.headline,
    description: { zh: describe(message, 'zh'), en: describe(message, 'en') },
  };
  if (message.kind === 'call') {
    return JSON.stringify({
      type: 'call',
      kind: message.about,
      ...common,
      role: message.role.id,
      roleName: message.role.name,
      [message.about === 'alarm' ? 'alarm' : 'warning']: message.of,
      since: toCapTime(message.since, zone),
      dueAt: message.dueAt === null ? null : toCapTime(message.dueAt, zone),
      link: message.link,
    });
  }
  return JSON.stringify({
    type: 'warning',
    kind: message.kind,
    ...common,
    warning: message.case,
    number: message.number,
    from: message.from,
    references: message.references.map(({ id }) => id),
    cap: toCap(message, cap),
  });
}

/** A receiver of our own JSON. It knows a delivery by its `Idempotency-Key`, so what is in doubt is sent again. */
export function createWebhook(options: {
  readonly channel: Pick<Channel, 'id' | 'tries' | 'wants'>;
  readonly url: URL;
  /** null: not signed. */
  readonly secret: string | null;
  readonly cap: CapContext;
  readonly timeoutMs: number;
}): Channel {
  const { channel, url, secret, cap, timeoutMs } = options;
  return {
    ...channel,
    kind: 'webhook',
    addresses: ['webhook'],
    isIdempotent: true,
    async send({ message, key, now }) {
      const body = webhookBody(message, cap);
      const timestamp = String(Math.floor(now / 1000));
      const signed = secret === null ? {} : { 'X-Wanglou-Signature': `sha256=${signBody(secret, timestamp, body)}` };
      const headers = { 'Idempotency-Key': key, 'X-Wanglou-Timestamp': timestamp, ...signed };
      const answer = await postJson({ url, body, timeoutMs, headers });
      const failed = outcomeOfStatus(answer);
      if (failed !== null) return failed;
      return { kind: 'sent', receipt: answer.kind === 'answer' ? `HTTP ${answer.status}` : '' };
    },
  };
}
