/** The routes by which people act on warnings and responses. */
import type { Request, Router } from 'express';
import type { z } from 'zod';
import { PAPER_KINDS } from '../model/paper.ts';
import { EVERYWHERE, planRolesAt } from '../model/grant.ts';
import type { Role } from '../model/procedure.ts';
import { caseCommandSchema, declarationSchema, noticeSchema, type CaseCommandInput } from '../wire/cases.ts';
import type { Session, WireWarning } from '../wire/shapes.ts';
import type { CaseCommandRequest, CasePort } from './ports.ts';
import { problem, Refusal, refuse } from './problems.ts';

export interface CaseRoutesOptions {
  readonly cases: CasePort;
  readonly who: (request: Request) => Session | null;
  readonly warnings: () => readonly WireWarning[];
  /** Where a plan holds, or where a subject is: ids of jurisdictions. */
  readonly placesOf: (plan: string, subject: string | null) => readonly string[];
  /** Checks a body. @throws Refusal with the issues */
  readonly body: <T>(schema: z.ZodType<T>, request: Request) => T;
}

type Actor = CaseCommandRequest['by'];
type Reply = Awaited<ReturnType<CasePort['act']>>;

/** Whoever is signed in. @throws Refusal when nobody is */
function signedIn(session: Session | null): Session {
  if (session === null) throw refuse('not-signed-in', 'nobody is signed in here');
  return session;
}

/**
 * What a person may act as in all of some places, the highest role first; anywhere, where no place is named.
 * Administrators keep the program and decide nothing, viewers look. @throws Refusal when there is nothing
 */
function actorsIn(session: Session, places: readonly string[]): readonly Actor[] {
  const anywhere = session.roles.map(({ role }) => ({ role, jurisdiction: EVERYWHERE }));
  const [first = planRolesAt(anywhere, EVERYWHERE), ...rest] = places.map((place) => planRolesAt(session.roles, place));
  const roles = first.filter((role) => rest.every((others) => others.includes(role)));
  if (roles.length === 0) {
    const where = places.length === 0 ? '' : ` in ${places.join(', ')}`;
    throw refuse('not-allowed', `the role ${session.role} decides nothing in a plan${where}`);
  }
  return roles.toReversed().map((role) => ({ name: session.name, role }));
}

/** Carries a command out in the first role that may: somebody who is commander and office does the office's steps as well. */
async function inAnyRole(actors: readonly Actor[], act: (by: Actor) => Promise<Reply>): Promise<Reply> {
  let reply: Reply | null = null;
  for (const by of actors) {
    // A refusal changes nothing, so that the next role finds what this one found.
    reply = await act(by);
    if (reply.ok || reply.refusal.code !== 'not-allowed') return reply;
  }
  if (reply === null) throw refuse('not-allowed', 'there is no role to act in');
  return reply;
}

function commandOf(input: CaseCommandInput): CaseCommandRequest['what'] {
  if ('step' in input) return { kind: 'step', step: input.step };
  switch (input.command) {
    case 'send-back':
    case 'refuse':
      return { kind: input.command };
    case 'propose':
      return { kind: 'propose', to: input.to };
    case 'measure':
      return { kind: 'measure', measure: input.measure, unit: input.unit, file: input.file ?? null };
    case 'report':
      return { kind: 'report', report: input.report };
    case 'confirm':
      return { kind: 'confirm', item: input.item };
  }
}

/** A member unit of an account speaks for itself; the demo's, which has no account, for any. */
const isAnotherUnits = (what: CaseCommandRequest['what'], role: Role, unit: string | null): boolean =>
  what.kind === 'measure' && role === 'member-unit' && unit !== null && what.unit !== unit;

/** `POST /warnings/:id/steps`, `/declarations` and `/notices`; the answer is the case. */
export function addCaseRoutes(router: Router, { cases, who, warnings, placesOf, body }: CaseRoutesOptions): void {
  const caseOf = (id: string | null): WireWarning | undefined => warnings().find((each) => each.id === id);
  const answer = (result: Reply): WireWarning => {
    if (result.ok) {
      const found = caseOf(result.id);
      if (found === undefined) throw refuse('not-found', `there is no warning "${result.id}"`);
      return found;
    }
    const { code, detail } = result.refusal;
    const warning = caseOf(result.id);
    throw new Refusal(problem(code, detail), {
      more: {
        ...(result.refusal.code === 'not-allowed' ? { roles: result.refusal.roles } : {}),
        ...(warning === undefined ? {} : { warning }),
      },
    });
  };
  router.post('/warnings/:id/steps', async (request, response) => {
    const session = signedIn(who(request));
    const { id } = request.params;
    const warning = caseOf(id);
    const actors = actorsIn(session, warning === undefined ? [] : [warning.jurisdiction]);
    const input = body(caseCommandSchema, request);
    if (warning === undefined) throw refuse('not-found', `there is no warning "${id}"`);
    const { revision, note = null } = input;
    const what = commandOf(input);
    const allowed = actors.filter(({ role }) => !isAnotherUnits(what, role, session.unit));
    if (allowed.length === 0)
      throw refuse('not-allowed', `${session.name} speaks for the unit ${session.unit ?? ''} only`);
    response.json(answer(await inAnyRole(allowed, (by) => cases.act({ id, revision, by, note, what }))));
  });
  router.get('/warnings/:id/papers/:kind', (request, response) => {
    const { id, kind } = request.params;
    const known = PAPER_KINDS.find((each) => each === kind);
    if (known === undefined) throw refuse('not-found', `papers are ${PAPER_KINDS.join(', ')}, not "${kind}"`);
    const paper = cases.paper(id, known);
    if (paper === null) throw refuse('not-found', `there is no warning "${id}"`);
    response.json(paper);
  });
  router.post('/declarations', async (request, response) => {
    const session = signedIn(who(request));
    actorsIn(session, []);
    const { plan, declaration, level, reason, subject = null } = body(declarationSchema, request);
    const asked = { kind: 'declaration', plan, declaration, level, reason, subject } as const;
    const actors = actorsIn(session, placesOf(plan, subject));
    response.json(answer(await inAnyRole(actors, (by) => cases.begin({ ...asked, by }))));
  });
  router.post('/notices', async (request, response) => {
    const session = signedIn(who(request));
    actorsIn(session, []);
    const { plan, level, sender, reason, subject = null } = body(noticeSchema, request);
    const asked = { kind: 'notice', plan, level, sender, reason, subject } as const;
    const actors = actorsIn(session, placesOf(plan, subject));
    response.json(answer(await inAnyRole(actors, (by) => cases.begin({ ...asked, by }))));
  });
}
