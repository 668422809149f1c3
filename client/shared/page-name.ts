import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { LIVE, pathInWorld } from '../session/world.ts';
import { pagesOf } from './pages.ts';

/** Pages that are not in the navigation, by the key of what they are called. */
const OTHERS: Readonly<Record<string, string>> = {
  accounts: 'accounts:page.title',
  papers: 'papers:papers',
  walls: 'walls:title',
  'sign-in': 'accounts:signIn.title',
  password: 'accounts:password.title',
};

/** What the page of the address is called; empty on the front page and where there is none. */
export function usePageName(): string {
  const { t } = useTranslation(['shell', 'accounts', 'papers', 'walls']);
  const [, first = ''] = pathInWorld(useLocation().pathname).split('/');
  const page = pagesOf(LIVE).find((one) => one === first);
  if (page !== undefined) return t(`nav.${page}`);
  const other = OTHERS[first];
  return other === undefined ? '' : t(other);
}

/** Titles the window: the mark of a drill before all else, then what is given, from the narrowest to the widest. */
export function useWindowTitle(names: readonly string[], mark = ''): void {
  const title = `${mark}${names.filter((name) => name !== '').join(' · ')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
