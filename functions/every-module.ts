/** All modules, for a function whose answer may hold what is another's; loaded when it does, never at its start. */
import type { LoadModules } from '../shared/http/view-answer.ts';

export const everyModule: LoadModules = async () => (await import('../domain/modules.ts')).modules;
