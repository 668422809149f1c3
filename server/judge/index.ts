export {
  hourlyAqi,
  iaqiOf,
  POLLUTANTS,
  roundHalfEven,
  standardOn,
  type Concentrations,
  type HourlyAqi,
  type Pollutant,
} from './aqi.ts';
export { ArrivalJudge, type GridEvent } from './arrival.ts';
export { outRatioAt, type GridView } from './band.ts';
export { CityAir, ozoneNoticeOf, WINDOW_HOURS, type CityHour, type OzoneNotice } from './city.ts';
export { shedRatioAt } from './grid.ts';
export { recommendationOf, type Approval, type Outcome, type RuleLevel } from './hourly.ts';
export {
  eventOf,
  isAlarmEvent,
  isOver,
  refuseAcknowledge,
  refuseRemark,
  refuseShelve,
  refuseTakeOut,
  refuseUnshelve,
  stepAlarm,
  type AlarmEvent,
  type AlarmRefusal,
  type Condition,
  type ServiceEvent,
} from './alarm.ts';
export { Delays, qualityOf, type QualityCondition } from './quality.ts';
export { faultOf, isStale, noteReading, watchSeries, type QualityFault, type SeriesWatch } from './watchdog.ts';
export { areaOf, compareVerdicts, Judge, type StandingAdvice } from './judge.ts';
export { AlarmBook, alarmKey, type RuleOutOfService } from './alarm-book.ts';
export { dueRung } from './alarm-escalation.ts';
export type { PastHour } from './past.ts';
export { RecommendationBook, type RecommendationEvent, type RecommendationRecord } from './recommendation-book.ts';
export type { Advice } from './recommend.ts';
export { denominatorOf, stockAt, type StockView } from './stock.ts';
