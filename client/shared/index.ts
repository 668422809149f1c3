export { Age } from './Age.tsx';
export { InterruptionBar, InterruptionCover, ModeBadge, ReplayBanner } from './Banners.tsx';
export { LevelFigure, LevelMark, LevelShape, type LevelShapeProps } from './LevelMark.tsx';
export { NoAlarms } from './NoAlarms.tsx';
export { Panel } from './Panel.tsx';
export { Answer, Failed, Outdated, StateNote, Waiting } from './StateNote.tsx';
export { useAsked, type Loaded } from './use-asked.ts';
export { WideBox } from './WideBox.tsx';
