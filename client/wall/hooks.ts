/** What the wall's parts share: which jurisdictions they show, and turning pages. */
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Jurisdiction, Level } from '../../server/wire/shapes.ts';
import { useSession } from '../session/context.tsx';
import { FIRST_PAGE, findRisen, holdPage, turnPage, type PageTiming } from './pages.ts';

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

const TIMING: PageTiming = { turnMs: 12_000, holdMs: 36_000 };

/** The page now. `hold` brings a page up and keeps it for three turns; a new `token` asks for it again. */
export function usePage(pages: number, hold?: { readonly page: number; readonly token: string } | null): number {
  const [state, setState] = useState(FIRST_PAGE);
  const answered = useRef<string | null>(null);
  useEffect(() => {
    const timer = setInterval(() => setState((now) => turnPage(now, pages, Date.now(), TIMING)), 1000);
    return () => clearInterval(timer);
  }, [pages]);
  useEffect(() => {
    if (hold === null || hold === undefined || hold.token === answered.current) return;
    answered.current = hold.token;
    setState(holdPage(hold.page, Date.now(), TIMING));
  }, [hold]);
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
