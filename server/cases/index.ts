export { decideBeginning, type Beginning } from './begin.ts';
export { CaseBook } from './book.ts';
export {
  decideCase,
  decideDeclaration,
  startRound,
  type CaseCommand,
  type CaseRefusal,
  type Decision,
} from './decide.ts';
export { duesOf, escalationOf, type LocalInstant } from './dues.ts';
export { isCaseOver, isEffective, stateOf, stepCase } from './fold.ts';
export { callOverdue, followRecommendations, localInstantIn } from './follow.ts';
export { decidingStep, effectiveStep, isDecided, openSteps, rolesOf } from './rounds.ts';
export { compilePaper } from './papers.ts';
