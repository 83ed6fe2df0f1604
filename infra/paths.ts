/** Where the sources are, and where what is made of them goes. */
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
/** The bundles of all functions: the one asset that is deployed. */
export const BUNDLES = join(ROOT, 'dist', 'functions');
/** The cloud assembly that the local cloud runs. */
export const ASSEMBLY = join(ROOT, 'dist', 'assembly');
