/** Addresses of a name, asked of the system's name servers. */
import { Resolver } from 'node:dns/promises';

/** All addresses that a name stands for, or none. Ends early, with what it has, when the signal says stop. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the name servers themselves: `getaddrinfo` would add the search domains of a network and read spellings of
 * addresses of its own, cannot be stopped, and has four threads for the whole process, which four dead names would hold.
 * @param servers - other name servers than the system's, as `address:port`
 */
export const nameServers =
  (servers?: readonly string[]): ResolveHost =>
  async (host, signal) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 3 });
    if (servers !== undefined) resolver.setServers(servers);
    const stop = () => resolver.cancel();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
