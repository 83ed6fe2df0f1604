/** The registry of a world that has these two modules only; for `vi.mock` of `domain/modules.ts`. */
import { financeModule } from '../../../domain/finance/module.ts';
import { salesModule } from '../../../domain/sales/module.ts';

export const modules = [salesModule, financeModule];
