/** Chinese and English: which one, the messages, and texts that come from plans. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Text } from '../../server/wire/shapes.ts';
import { casesMessages } from './cases.ts';
import { accountsMessages } from './accounts.ts';
import { consoleMessages } from './console.ts';
import { drillsMessages } from './drills.ts';
import { feedsMessages } from './feeds.ts';
import { formatAgeIn, formatPaceIn } from './format.ts';
import { historyMessages } from './history.ts';
import { papersMessages } from './papers.ts';
import { plansMessages } from './plans.ts';
import { replayMessages } from './replay.ts';
import { reportsMessages } from './reports.ts';
import { shellMessages } from './shell.ts';
import { wallMessages } from './wall.ts';
import { wallsMessages } from './walls.ts';

export { formatNumber, formatTime, type TimeFormat } from './format.ts';

export type Language = 'zh' | 'en';

/** Where a choice of language is kept in the browser. */
export const LANGUAGE_KEY = 'wanglou.language';

/** The language for a page: `?lang=`, else what was chosen before, else Chinese when the browser asks for it. */
export function languageFrom(search: string, stored: string | null, browser: readonly string[]): Language {
  for (const asked of [new URLSearchParams(search).get('lang'), stored]) {
    if (asked === 'zh' || asked === 'en') return asked;
  }
  const first = browser.find((tag) => /^(zh|en)\b/i.test(tag));
  return first !== undefined && /^zh/i.test(first) ? 'zh' : 'en';
}

/** Loads the messages and sets the language. Namespaces: shell (default), wall, walls, console, cases, papers, replay, plans, reports, feeds, accounts, drills, history. */
export async function startI18n(language: Language): Promise<void> {
  const namespaces = {
    shell: shellMessages,
    wall: wallMessages,
    walls: wallsMessages,
    console: consoleMessages,
    cases: casesMessages,
    replay: replayMessages,
    papers: papersMessages,
    plans: plansMessages,
    reports: reportsMessages,
    feeds: feedsMessages,
    accounts: accountsMessages,
    drills: drillsMessages,
    history: historyMessages,
  };
  const inLanguage = (which: Language): Record<string, object> =>
    Object.fromEntries(Object.entries(namespaces).map(([name, messages]) => [name, messages[which]]));
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'shell',
    resources: { zh: inLanguage('zh'), en: inLanguage('en') },
    interpolation: { escapeValue: false },
  });
}

/** The language now. */
export const language = (): Language => (i18next.language === 'zh' ? 'zh' : 'en');

/** A text of a plan or a jurisdiction in the language now. */
export const text = (t: Text): string => t[language()];

/** The half of a server's sentence `中文 / English` that is in the language now; another sentence as it stands. */
export function half(sentence: string): string {
  const [zh, en, ...rest] = sentence.split(' / ');
  return zh === undefined || en === undefined || rest.length > 0 ? sentence : text({ zh, en });
}

/** How far ahead a pace leads: `20 min`, `3 h`. */
export const formatPace = (hours: number): string => formatPaceIn(language(), hours);

/** A stretch of time in words: `38 s`, `2 h 5 min`. */
export const formatAge = (ms: number): string => formatAgeIn(language(), ms);
