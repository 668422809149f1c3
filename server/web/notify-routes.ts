/** The routes by which warnings leave the building: CAP, the feed, and what became of what was sent. */
import type { Request, Router } from 'express';
import type { z } from 'zod';
import { capQuerySchema, letterCommandSchema } from '../wire/outbox.ts';
import type { Session } from '../wire/shapes.ts';
import { refuseHandling, refuseHandlingAt } from './permission.ts';
import type { NoticesPort } from './ports.ts';
import { Refusal, refuse } from './problems.ts';

export interface NotifyRoutesOptions {
  readonly notices: NoticesPort;
  /** The person who is signed in and may act, or null. @throws Refusal */
  readonly who: (request: Request) => Session | null;
  /** Checks a body. @throws Refusal with the issues */
  readonly body: <T>(schema: z.ZodType<T>, request: Request) => T;
}

/** `GET /warnings/:id/cap`, `/warnings.atom` and `/outbox`; `POST /outbox/release` and `/outbox/discard`. */
export function addNotifyRoutes(router: Router, { notices, who, body }: NotifyRoutesOptions): void {
  router.get('/warnings.atom', (_request, response) => {
    response.type('application/atom+xml; charset=utf-8').send(notices.feed());
  });
  router.get('/warnings/:id/cap', (request, response) => {
    const query = capQuerySchema.safeParse(request.query);
    if (!query.success) throw refuse('invalid-query', 'number: expected a number from 1');
    const { id } = request.params;
    const cap = notices.cap(id, query.data.number ?? null);
    if (cap === null) throw refuse('not-found', `nothing was published of the warning "${id}"`);
    response.type('application/cap+xml; charset=utf-8').send(cap);
  });
  const signedIn = (request: Request): Session => {
    const session = who(request);
    if (session === null) throw refuse('not-signed-in', 'the outbox is shown to those signed in');
    return session;
  };
  // Addresses are for those who act, and letters for those who act where they come from.
  router.get('/outbox', (request, response) => {
    const session = signedIn(request);
    const refused = refuseHandling(session);
    if (refused !== null) throw new Refusal(refused);
    const { letters, ...rest } = notices.list();
    response.json({
      ...rest,
      letters: letters.filter(({ jurisdiction }) => refuseHandlingAt(session, jurisdiction) === null),
    });
  });
  for (const what of ['release', 'discard'] as const) {
    router.post(`/outbox/${what}`, async (request, response) => {
      const session = signedIn(request);
      const { key } = body(letterCommandSchema, request);
      const letterOf = () => notices.list().letters.find((letter) => letter.key === key);
      const letter = letterOf();
      if (letter === undefined) throw refuse('not-found', `there is no letter "${key}"`);
      const refused = refuseHandlingAt(session, letter.jurisdiction);
      if (refused !== null) throw new Refusal(refused);
      if (!(await notices[what](key, session.name))) {
        throw refuse('wrong-state', `the letter is ${letterOf()?.state ?? 'gone'}`);
      }
      response.json(letterOf() ?? letter);
    });
  }
}
