/** The route by which maps get the outline of a place. */
import type { Router } from 'express';
import type { Boundary } from '../model/boundary.ts';
import { refuse } from './problems.ts';
import { paramOf } from './request.ts';

export interface BoundaryRoutesOptions {
  /** The outline of a jurisdiction, by its id; null where none was given. */
  readonly boundaryOf: (jurisdiction: string) => Boundary | null;
}

/** `GET /jurisdictions/:id/boundary`, as GeoJSON. */
export function addBoundaryRoutes(router: Router, { boundaryOf }: BoundaryRoutesOptions): void {
  router.get('/jurisdictions/:id/boundary', (request, response) => {
    const id = paramOf(request);
    const boundary = boundaryOf(id);
    if (boundary === null) throw refuse('not-found', `there is no outline of a jurisdiction "${id}"`);
    response.type('application/geo+json').send(JSON.stringify(boundary));
  });
}
