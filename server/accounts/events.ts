/** What happens to accounts, as it stands on record. No password and no hash of one is ever part of it. */
import { z } from 'zod';
import { ROLES } from '../model/grant.ts';

const id = z.string().min(1);
const by = z.string();
const roles = z.array(z.strictObject({ role: z.enum(ROLES), jurisdiction: z.string().min(1) }));
const unit = z.string().nullable();

const event = <Kind extends string, Data extends z.ZodType>(kind: Kind, data: Data) =>
  z.strictObject({ kind: z.literal(kind), data });

/** Every event of the ledger of accounts. `by` names who did it. */
export const accountEventSchema = z.discriminatedUnion('kind', [
  /** The first one: of what the accounts are. Those of a demo open nothing else. */
  event('accounts-opened', z.strictObject({ mode: z.enum(['demo', 'live']) })),
  event('account-created', z.strictObject({ id, by, name: z.string().min(1), roles, unit })),
  event('roles-changed', z.strictObject({ id, by, roles, unit })),
  /** `temporary`: somebody else knows it, so it must be changed. */
  event('password-set', z.strictObject({ id, by, temporary: z.boolean() })),
  event('account-disabled', z.strictObject({ id, by })),
  event('account-enabled', z.strictObject({ id, by })),
  event('wall-created', z.strictObject({ id, by, name: z.string().min(1) })),
  event('wall-revoked', z.strictObject({ id, by })),
]);

/** An event apart from its time. */
export type AccountEventBody = z.infer<typeof accountEventSchema>;

/** An event with its time, epoch ms. */
export type AccountEvent = AccountEventBody & { readonly at: number };
