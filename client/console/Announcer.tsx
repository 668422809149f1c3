import type { ReactNode } from 'react';
import { useNews } from './use-news.ts';

/** Tells screen readers of new alarms. What stood when the page was opened is on the page and is not told. */
export function Announcer(): ReactNode {
  return <output className="sr-only console-news">{useNews()}</output>;
}
