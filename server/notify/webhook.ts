import { createHmac } from 'node:crypto';
import { describe, type Bulletin } from './bulletin.ts';
import { toCap, toCapTime, type CapContext } from './cap.ts';
import type { Channel } from './channel.ts';
import { outcomeOfStatus, postJson } from './post.ts';

/** The signature of a webhook: HMAC-SHA256 over `TIMESTAMP.BODY`, in hexadecimal digits. Timestamp in epoch seconds. */
export const signBody = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

/** The body of a webhook: the same bytes at every attempt. */
export function webhookBody(bulletin: Bulletin, cap: CapContext): string {
  const { zone, plan, place } = bulletin;
  return JSON.stringify({
    type: 'warning',
    id: bulletin.id,
    kind: bulletin.kind,
    standing: bulletin.standing,
    warning: bulletin.case,
    number: bulletin.number,
    sentAt: toCapTime(bulletin.sentAt, zone),
    jurisdiction: bulletin.jurisdiction,
    plan: plan.id,
    subject: place.id,
    place: place.name,
    level: bulletin.level,
    from: bulletin.from,
    levelName: bulletin.levelName,
    color: bulletin.color,
    headline: bulletin.headline,
    description: { zh: describe(bulletin, 'zh'), en: describe(bulletin, 'en') },
    references: bulletin.references.map(({ id }) => id),
    cap: toCap(bulletin, cap),
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
    async send({ bulletin, key, now }) {
      const body = webhookBody(bulletin, cap);
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
