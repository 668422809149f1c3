import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Text } from '../model/text.ts';
import { describe } from './bulletin.ts';
import { CAP_TYPE, capName, toCap, type CapContext } from './cap.ts';
import { adviceIn, type Channel, type Message, type Outcome } from './channel.ts';
import { reasonOf } from './post.ts';

export interface MailOptions {
  readonly channel: Pick<Channel, 'id' | 'tries' | 'wants'>;
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte; `starttls` before anything is said; `none`: in the clear, for a server next door. */
  readonly security: 'tls' | 'starttls' | 'none';
  /** null: the server asks for none. */
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly language: keyof Text;
  readonly cap: CapContext;
  readonly timeoutMs: number;
}

/** The words of a mail. */
export function mailText(message: Message, language: keyof Text): string {
  const advice = adviceIn(message).map((each) => `- ${each[language]}`);
  const advised = advice.length === 0 ? [] : [advice.join('\n')];
  const signed = message.kind === 'call' ? [] : [message.office[language]];
  return [message.headline[language], describe(message, language), ...advised, ...signed].join('\n\n');
}

/** What a mail has beside its words: the CAP document of a bulletin; a call has none. */
function partsOf(message: Message, cap: CapContext): Pick<SendMailOptions, 'headers' | 'attachments'> {
  const { id } = message;
  const headers = { 'Auto-Submitted': 'auto-generated' };
  if (message.kind === 'call') return { headers: { ...headers, 'X-Wanglou-Call': id } };
  return {
    headers: { ...headers, 'X-Wanglou-Bulletin': id },
    attachments: [{ filename: `${id}.cap.xml`, content: toCap(message, cap), contentType: CAP_TYPE }],
  };
}

/** What an error of the SMTP client means. A server's word counts; without one it is in doubt once the text was asked for. */
export function outcomeOfMailError(error: unknown, wasDataSent: boolean): Outcome {
  const code = typeof error === 'object' && error !== null && 'responseCode' in error ? error.responseCode : undefined;
  if (typeof code === 'number') {
    const reason = `SMTP ${code}`;
    return code >= 500 ? { kind: 'refused', reason } : { kind: 'not-sent', reason, retryAfterMs: null };
  }
  const reason = reasonOf(error);
  return wasDataSent ? { kind: 'in-doubt', reason } : { kind: 'not-sent', reason, retryAfterMs: null };
}

/** Mail by SMTP, one message to each recipient. A mail in doubt waits for a person; its Message-ID stays the same. */
export function createMail(options: MailOptions): Channel {
  const { channel, host, port, security, login, from, to, language, cap, timeoutMs } = options;
  return {
    ...channel,
    kind: 'mail',
    addresses: to,
    isIdempotent: false,
    async send({ message, address, key }) {
      let wasDataSent = false;
      // The client tells its log what it says to the server; it tells nothing else when it asks to send the text.
      const notice = (entry: unknown, said: unknown): void => {
        if (typeof entry !== 'object' || entry === null || !('tnx' in entry) || entry.tnx !== 'client') return;
        if (said === 'DATA') wasDataSent = true;
      };
      const ignore = (): void => undefined;
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
        transactionLog: true,
        logger: {
          level: ignore,
          trace: notice,
          debug: notice,
          info: notice,
          warn: ignore,
          error: ignore,
          fatal: ignore,
        },
      });
      try {
        const sent = await transport.sendMail({
          from,
          to: address,
          subject: message.headline[language],
          text: mailText(message, language),
          messageId: `<${capName(key).replaceAll(/[^\w.-]/gu, '-')}@${capName(cap.sender)}>`,
          ...partsOf(message, cap),
        });
        return { kind: 'sent', receipt: sent.response.slice(0, 200) };
      } catch (error) {
        return outcomeOfMailError(error, wasDataSent);
      } finally {
        transport.close();
      }
    },
  };
}
