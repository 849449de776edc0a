import type { LeaseEngine } from '../protocol/lease.js';
import { createEtcd, type EtcdClient } from './etcd.js';
import { loadClient } from './load-client.js';

/** How long a broken watch is left, in ms, before it is made again. */
const RETRY = 200;

interface EtcdModule {
	Etcd3: new (options: object) => EtcdClient & { close(): void };
}

/** A client of our own: `etcd://user:password@host:2379?host=another:2379` */
export function openEtcd(address: URL): LeaseEngine {
	const { Etcd3 } = loadClient<EtcdModule>('etcd3').client;
	const { username, password, protocol, host, searchParams } = address;
	const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
	const scheme = protocol === 'etcds:' ? 'https' : 'http';
	const hosts = [host || '127.0.0.1:2379', ...searchParams.getAll('host')];
	const options = {
		hosts: hosts.map((one) => `${scheme}://${one}`),
		...(username ? { auth } : {}),
		// We ask again ourselves, and soon: by default it stops asking for 5 s after three failures.
		faultHandling: { host: () => AT_ONCE, global: AT_ONCE, watchBackoff: constantBackoff },
	};
	let client = new Etcd3(options);
	return {
		...createEtcd(() => client),
		reset: () => {
			client.close();
			client = new Etcd3(options);
		},
		close: async () => client.close(),
	};
}

/** As a policy of cockatiel, which etcd3 uses: https://github.com/connor4312/cockatiel#policy */
const AT_ONCE = {
	execute: async (run: (context: { signal: AbortSignal }) => unknown) =>
		run({ signal: new AbortController().signal }),
};

const constantBackoff = { duration: RETRY, next: (): unknown => constantBackoff };
