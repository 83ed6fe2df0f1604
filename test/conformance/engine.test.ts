// The conformance suite on the embedded engine.
import { conformanceSuite } from './suite.ts';
import { engineTarget } from './target.ts';

conformanceSuite('engine', async () => engineTarget());
