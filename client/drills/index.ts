export { DrillFrame } from './DrillFrame.tsx';
export { DrillChips } from './DrillChips.tsx';
