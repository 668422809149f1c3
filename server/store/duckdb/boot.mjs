// A thread does not get the TypeScript loader of its process on Node 20: this plain file registers it there first.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
