/** The routes by which people sign in, and by which administrators look after accounts. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { z } from 'zod';
import { EVERYWHERE, highestRole, rolesAt } from '../model/grant.ts';
import {
  accountChangeSchema,
  accountCreateSchema,
  passwordSchema,
  sessionQuerySchema,
  sessionSchema,
  wallCreateSchema,
} from '../wire/http.ts';
import type { Session, WaysIn } from '../wire/shapes.ts';
import { DEVICE_COOKIE, FOR_LONG_S, readCookie, setCookie } from './cookies.ts';
import { refusePerson } from './permission.ts';
import type { AccountAnswer, AccountsPort, AdministratorOf } from './ports.ts';
import { Refusal, refuse } from './problems.ts';
import { DUTY_NAMES, type Sessions } from './sessions.ts';

export interface AccountRoutesOptions {
  readonly accounts: AccountsPort;
  readonly sessions: Sessions;
  /** How one signs in here. */
  readonly ways: WaysIn;
  /** What `npm run accounts` shows in place of a session; null: nothing does. */
  readonly commandKey: string | null;
  /** Sign-ins a minute from one address. */
  readonly signInsPerMinute: number;
  /** Told when a session has ended, so that what it showed goes with it. */
  readonly onSignOut: () => void;
}

/** Checks a body. @throws Refusal with the issues */
type CheckBody = <T>(schema: z.ZodType<T>, request: Request) => T;

const idOf = (request: Request): string => {
  const { id } = request.params;
  return typeof id === 'string' ? id : '';
};
const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? '');

/** `/sign-in`, `/session`, `/accounts` and `/walls`. */
export function createAccountRoutes(options: AccountRoutesOptions, body: CheckBody): Router {
  const { accounts, sessions, ways } = options;
  const router = express.Router();
  const who = (request: Request): Session | null => sessions.read(request.headers.cookie);

  // One address, a whole network behind it or not, has so many tries; more are not even looked at.
  const limitSignIns: RequestHandler = rateLimit({
    windowMs: 60_000,
    limit: options.signInsPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: addressOf,
    handler: (_request, _response, next) => {
      next(refuse('too-many-sign-ins', `more than ${options.signInsPerMinute} sign-ins in a minute`));
    },
  });
  const wait = (retryAfterS: number): Refusal =>
    refuse('slow-down', `the next try is taken in ${retryAfterS} s`, { 'Retry-After': String(retryAfterS) });

  router.get('/sign-in', (_request, response) => {
    response.json(ways);
  });
  router.get('/session', (request, response) => {
    const { jurisdiction } = sessionQuerySchema.parse({ jurisdiction: textOf(request.query['jurisdiction']) });
    const session = who(request);
    response.json(
      session === null || jurisdiction === undefined
        ? session
        : { ...session, role: highestRole(rolesAt(session.roles, jurisdiction)) },
    );
  });
  router.post('/session', limitSignIns, async (request, response) => {
    const asked = body(sessionSchema, request);
    const { cookie } = request.headers;
    if ('role' in asked) {
      if (!ways.oneClick)
        throw refuse('demo-only', 'signing in by a role alone is of the demo; send name and password');
      const language = request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';
      sessions.close(cookie);
      const name = asked.name ?? DUTY_NAMES[asked.role][language];
      answerSession(response, [sessions.openDemo({ name, role: asked.role }, request.secure)]);
      return;
    }
    const answer = await accounts.signIn({
      ...asked,
      address: addressOf(request),
      device: readCookie(cookie, DEVICE_COOKIE),
    });
    if (!answer.ok) {
      switch (answer.code) {
        case 'slow-down':
          throw wait(answer.retryAfterS);
        case 'overloaded':
          throw refuse('overloaded', 'too many passwords are being checked', { 'Retry-After': '2' });
        case 'account-disabled':
          throw refuse('account-disabled', 'an administrator has disabled this account');
        case 'wrong-password':
          throw refuse('wrong-password', 'there is no such name with this password');
      }
    }
    sessions.close(cookie);
    answerSession(response, [
      sessions.open(answer.account, request.secure),
      setCookie(DEVICE_COOKIE, answer.device, { maxAgeS: FOR_LONG_S, isSecure: request.secure }),
    ]);
  });
  /** Sets cookies, the first being the new session's, and answers with that session. */
  const answerSession = (response: Response, cookies: readonly string[]): void => {
    response.set('Set-Cookie', [...cookies]).json(sessions.read(cookies[0]?.split(';')[0]));
  };
  router.delete('/session', (request, response) => {
    response.set('Set-Cookie', sessions.close(request.headers.cookie)).status(204).end();
    options.onSignOut();
  });
  router.put('/session/password', limitSignIns, async (request, response) => {
    const session = who(request);
    if (session === null) throw refuse('not-signed-in', 'nobody is signed in here');
    if (session.accountId === null) throw refuse('not-allowed', 'there is no account behind this session');
    const answer = await accounts.changePassword({ id: session.accountId, ...body(passwordSchema, request) });
    if (!answer.ok) {
      throw answer.code === 'slow-down' ? wait(answer.retryAfterS) : refuse(answer.code, answer.detail);
    }
    // All sessions of the account have ended with its old password; this one begins anew.
    answerSession(response, [sessions.open(answer.account, request.secure)]);
  });

  const commandDigest = options.commandKey === null ? null : digest(options.commandKey);
  /** Who looks after accounts: an administrator's session, or the command line. @throws Refusal */
  const administrator = (request: Request): AdministratorOf => {
    const [scheme, key = ''] = (request.headers.authorization ?? '').split(' ', 2);
    if (commandDigest !== null && scheme === 'Bearer' && timingSafeEqual(digest(key), commandDigest)) {
      return { name: 'npm run accounts', roles: [{ role: 'administrator', jurisdiction: EVERYWHERE }] };
    }
    const session = who(request);
    const refused = refusePerson(session);
    if (refused !== null) throw new Refusal(refused);
    if (session === null || !session.roles.some(({ role }) => role === 'administrator')) {
      throw refuse('not-allowed', `accounts are for an administrator, not for the role ${session?.role ?? 'viewer'}`);
    }
    return { name: session.name, roles: session.roles };
  };
  /** What was done. @throws Refusal when it was not */
  const given = <T>(answer: AccountAnswer<T>): T => {
    if (!answer.ok) throw refuse(answer.code, answer.detail);
    return answer;
  };

  router.get('/accounts', (request, response) => {
    const by = administrator(request);
    response.json({ accounts: accounts.accounts(by), walls: accounts.walls(by) });
  });
  router.post('/accounts', async (request, response) => {
    const by = administrator(request);
    const { name, roles, unit = null } = body(accountCreateSchema, request);
    const { account, password } = given(await accounts.create({ name, roles, unit }, by));
    response.status(201).json({ account, password });
  });
  router.patch('/accounts/:id', async (request, response) => {
    const by = administrator(request);
    response.json(given(await accounts.change(idOf(request), body(accountChangeSchema, request), by)).account);
  });
  router.post('/accounts/:id/reset', async (request, response) => {
    const { account, password } = given(await accounts.reset(idOf(request), administrator(request)));
    response.json({ account, password });
  });
  router.post('/walls', async (request, response) => {
    const by = administrator(request);
    const { wall, token } = given(await accounts.createWall(body(wallCreateSchema, request).name, by));
    response.status(201).json({ wall, token, path: `/wall?token=${token}` });
  });
  router.delete('/walls/:id', async (request, response) => {
    given(await accounts.revokeWall(idOf(request), administrator(request)));
    response.status(204).end();
  });
  return router;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
