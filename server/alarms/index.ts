export { handoverOf, type Handover, type HandoverCase } from './handover.ts';
export type { Happening } from './happenings.ts';
export { HistoryBook, OpenAt, type HistoryRange } from './history-book.ts';
export { alarmKpis, type AlarmKpis } from './kpis.ts';
export { Names } from './names.ts';
export { rate, RECOMMENDED, RECOMMENDED_MIX, type RecommendedFigure } from './recommended.ts';
export type { AlarmRecord } from './records.ts';
export type { Recorded } from './recorded.ts';
export { pageOf, rowsOf, wordsIn, type Cursor, type HistoryFilter, type HistoryRow } from './search.ts';
