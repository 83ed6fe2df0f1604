/** Probes that differ by who asks: with nothing that holds, with their key, in each role. */
import { modules } from '../../domain/modules.ts';
import type { Permission } from '../../shared/module.ts';
import { alike, isRead, NOT_THERE, ownAsk, twins, withQuery } from './asks.ts';
import { clerkOf, refusedCredentials, theirApiKey } from './credentials.ts';
import type { Column } from './matrix.ts';
import { at } from './rows.ts';

/** A key of theirs opens their company and nothing of ours, whose ids are as good as none to it. */
export const asTheirKey: Column['open'] = async (scene) => {
  const credential = await theirApiKey(scene);
  return (row) => {
    if (row.kind === 'public') return [];
    const own = scene.ours.ids[row.part ?? ''];
    const whole = withQuery(row, at(row, scene), scene.theirs.ids);
    const read = { ask: ownAsk(row, scene, { address: whole, credential }), expected: /^200/, isTheirs: true };
    if (own === undefined) return isRead(row) ? [read] : [];
    const ask = (id: string) => ownAsk(row, scene, { address: at(row, scene, id), credential });
    return alike(scene.ours.ids, own).map((id) => ({ ...twins(ask, id, NOT_THERE), isTheirs: true }));
  };
};

/** Every credential that must open nothing, at every route, in the words of a request that brings none. */
export const asEachCredential: Column['open'] = async (scene) => {
  const refused = Object.values(await refusedCredentials(scene));
  return (row) => {
    if (row.kind === 'public') return [];
    const address = at(row, scene, scene.theirs.ids[row.part ?? '']);
    return refused.map((credential) => ({
      ...{ ask: ownAsk(row, scene, { address, credential }), expected: /^401 auth\.required$/ },
    }));
  };
};

export const OWN_ROLE = 'a role of our own';
/** What the furnished role holds. */
const OWN_ROLE_HOLDS = 'crm.account:read';
const permissions = modules.flatMap(({ permissions: declared }) => declared);
/** Held by whoever is signed in. */
const OWN_RECORD = 'platform.me:read';

/** What a role may, as the catalogue of permissions says it; on purpose without the product's own reading of it. */
function mayByCatalogue(role: string, { name, roles }: Permission): boolean {
  if (name === OWN_RECORD || role === 'owner' || role === 'admin') return true;
  if (role === 'viewer') return name.endsWith(':read');
  return role === OWN_ROLE ? name === OWN_ROLE_HOLDS : roles.some((holder) => holder === role);
}

/** Who lacks the permission is refused our own request; who has it meets nothing of theirs with it. */
export const asRole =
  (role: string): Column['open'] =>
  async (scene) => {
    const { ours, theirs } = scene;
    const id = role === OWN_ROLE ? (ours.ids.role ?? '') : role;
    const credential = role === 'owner' ? ours.company.token : await (await clerkOf(scene))([id]);
    return (row) => {
      const { route } = row;
      if (route.access === 'public') return [];
      const permission = permissions.find(({ name }) => name === route.permission);
      if (permission === undefined) throw new Error(`${row.key} has no permission`);
      const own = ownAsk(row, scene, { credential });
      if (!mayByCatalogue(role, permission)) return [{ ask: own, expected: /^403 auth\.forbidden$/ }];
      const foreign = theirs.ids[row.part ?? ''];
      if (foreign !== undefined) return [{ ask: { ...own, address: at(row, scene, foreign) }, expected: NOT_THERE }];
      return isRead(row) ? [{ ask: own, expected: /^200/ }] : [];
    };
  };
