export { Age } from './Age.tsx';
export { InterruptionBar, InterruptionCover, ModeBadge, ReplayBanner } from './Banners.tsx';
export { LevelFigure, LevelMark, LevelShape, type LevelShapeProps } from './LevelMark.tsx';
export { Panel } from './Panel.tsx';
