/** What the wall's parts share: which jurisdictions they show, and turning pages. */
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Subject } from '../../server/model/jurisdiction.ts';
import type { Size } from '../../server/model/wall-layout.ts';
import type { Jurisdiction, Level } from '../../server/wire/shapes.ts';
import { useNow, useSession } from '../session/context.tsx';
import { FIRST_PAGE, findRisen, holdPage, turnPage, type PageTiming } from './pages.ts';
import { newestAge, type LookedAt, type PanelAge } from './sources.ts';

/** Ids of the jurisdictions on this wall; empty means all. */
export const ChosenContext = createContext<readonly string[]>([]);

/** The jurisdictions on this wall, in the order of the server. */
export function useJurisdictions(): readonly Jurisdiction[] {
  const all = useSession((state) => state.jurisdictions);
  const chosen = useContext(ChosenContext);
  return useMemo(
    () => (chosen.length === 0 ? all : all.filter((jurisdiction) => chosen.includes(jurisdiction.id))),
    [all, chosen],
  );
}

/** Whether something belongs to a jurisdiction on this wall. */
export function useIsShown(): (row: { readonly jurisdiction: string }) => boolean {
  const jurisdictions = useJurisdictions();
  return useMemo(() => {
    const ids = new Set(jurisdictions.map((one) => one.id));
    return (row) => ids.has(row.jurisdiction);
  }, [jurisdictions]);
}

/** How long a page of this wall stays, ms. */
export const PageContext = createContext(12_000);

/** Size of the panel in units of the wall; it has room for so much. */
export const SizeContext = createContext<Size>({ width: 80, height: 49 });

/** The page now. `hold` brings a page up and keeps it for three turns; a new `token` asks for it again. */
export function usePage(pages: number, hold?: { readonly page: number; readonly token: string } | null): number {
  const [state, setState] = useState(FIRST_PAGE);
  const turnMs = useContext(PageContext);
  const timing = useMemo((): PageTiming => ({ turnMs, holdMs: 3 * turnMs }), [turnMs]);
  const answered = useRef<string | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setState((now) => turnPage(now, pages, Date.now(), timing)), 1000);
    return () => clearInterval(timer);
  }, [pages, timing]);
  useEffect(() => {
    if (hold === null || hold === undefined || hold.token === answered.current) return;
    answered.current = hold.token;
    setState(holdPage(hold.page, Date.now(), timing));
  }, [hold, timing]);
  return Math.min(state.page, pages - 1);
}

/** The last rise of a level among some: its key and a token that is new with each rise. */
export function useRisen(levels: ReadonlyMap<string, Level>): { readonly key: string; readonly token: string } | null {
  const before = useRef<ReadonlyMap<string, Level>>(new Map());
  const count = useRef(0);
  const [risen, setRisen] = useState<{ key: string; token: string } | null>(null);
  useEffect(() => {
    const key = findRisen(before.current, levels);
    before.current = levels;
    if (key === null) return;
    count.current += 1;
    setRisen({ key, token: `${key}#${count.current}` });
  }, [levels]);
  return risen;
}

/** Wall time that a reading may take to the screen, merging included. */
const SLACK_WALL_MS = 2000;

/** When the wall is looked at, in event time; when the clock runs thousands of times as fast, the slack is hours. */
export function useLookedAt(): LookedAt {
  const nowMs = useNow();
  const speed = useSession((state) => state.clock.speed);
  return useMemo(() => ({ nowMs, slackMs: (speed - 1) * SLACK_WALL_MS }), [nowMs, speed]);
}

/** Whether anything of what a panel shows has ever come in. `isOf` is the same function each time. */
export function useHasHeard(jurisdiction: Jurisdiction, isOf: (subject: Subject, metric: string) => boolean): boolean {
  const latest = useSession((state) => state.latest);
  return useMemo(() => {
    const subjects = new Map(jurisdiction.subjects.map((subject) => [subject.id, subject]));
    return [...latest.values()].some(([source, metric]) => {
      const subject = subjects.get(source);
      return subject !== undefined && isOf(subject, metric);
    });
  }, [jurisdiction, latest, isOf]);
}

/** The age of the newest datum of a panel, or null while it is fresh. `isOf` is the same function each time. */
export function usePanelAge(
  jurisdictions: readonly Jurisdiction[],
  isOf: (subject: Subject, metric: string) => boolean,
): PanelAge | null {
  const latest = useSession((state) => state.latest);
  const at = useLookedAt();
  return useMemo(() => newestAge(jurisdictions, latest.values(), isOf, at), [jurisdictions, latest, isOf, at]);
}
