import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { Bom, BomGraph } from './bom.schema.ts';

export const bom = defineEntity({ name: 'catalog.bom', idPrefix: 'bom', schema: Bom });

/**
 * One record a tenant that every change of a bill of material writes. Whether a change closes a cycle depends on all
 * other bills; without this record A→B and B→A, written at once, would each see the other's absence and both pass.
 */
export const bomGraph = defineEntity({ name: 'catalog.bom_graph', schema: BomGraph, listed: false, audited: false });
export const BOM_GRAPH_ID = 'all';

export const bomIdOf = (tenantId: string, productId: string): string => derivedId('bom', tenantId, productId);
