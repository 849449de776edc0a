/** What coordinator and workers of a fleet have to agree on: a lease, its name, and what an engine does for it. */

/**
 * A store that grants leases: etcd, Redis, PostgreSQL, or what you write against this interface. Every
 * function may reject; that means "unknown", never "gone".
 */
export interface LeaseEngine {
	/** As in the name of a lease: `redis`. */
	readonly name: string;
	/**
	 * Takes the key for `ttl` ms, unless somebody holds it: then `undefined`. Its token must be greater than
	 * every token that the key has had before.
	 */
	acquire(key: string, ttl: number): Promise<Grant | undefined>;
	/** Who holds the key now; `undefined`: nobody. */
	read(key: string): Promise<Holder | undefined>;
	/**
	 * Calls back when the holder may have changed; what is true then is read. With `true`, the engine has said
	 * for certain that nobody held the key any more, which is believed: a thousand watches need not read at
	 * once. Without `subscribe`, changes are noticed by reading alone. Returns what ends the subscription.
	 */
	subscribe?(key: string, onChange: (isFree?: boolean) => void): Promise<() => void>;
	/** After a failure: connections that nobody answers on are given up, and made anew. */
	reset?(): void;
	/** Ends what the engine itself has opened. */
	close?(): Promise<void>;
}

/** A lease that the engine has granted. */
export interface Grant {
	/** Grows with each holder of the key. */
	readonly token: number;
	/** In ms: at least what was asked for. */
	readonly ttl: number;
	/** From now on for `ttl` ms; false if it is held no more. */
	renew(): Promise<boolean>;
	/** The key is free at once, if it is still ours. */
	release(): Promise<void>;
	/** Resolves if the engine ends the lease before its time, as with a session that is closed. */
	readonly lost?: Promise<unknown>;
}

/** Who holds a key. */
export interface Holder {
	/** That of its grant. */
	readonly token: number;
	/** After how many ms nobody holds the key, unless the lease is renewed. */
	readonly expiresIn?: number | undefined;
}

/** A lease as `PARENT_WATCHDOG_LEASE` names it. Where its engine is, and how one logs in, is said elsewhere. */
export interface NamedLease {
	/** The name of its engine. */
	engine: string;
	token: number;
	ttl: number;
	key: string;
}

/** 1 s to 1 day, in ms. Below, a pause of the garbage collector or of the network would end it. */
export const TTL_RANGE = [1000, 86_400_000] as const;

/** What all engines take as it is, and what means nothing special to any of them. */
const KEY = /^[\w.:/@-]{1,200}$/;

/** For messages. */
export const KEY_RULE = '1 to 200 letters, digits and the characters _ . : / @ -';

export function isLeaseKey(key: unknown): key is string {
	return typeof key === 'string' && KEY.test(key);
}

/** `redis:1764158400000000:10000:fleet/main` */
export function formatLease({ engine, token, ttl, key }: NamedLease): string {
	return `${engine}:${token}:${ttl}:${key}`;
}

/** `undefined` if it is not a lease's name. */
export function parseLease(text: string): NamedLease | undefined {
	const [, engine = '', token, ttl, key] = PATTERN.exec(text) ?? [];
	const lease = { engine, token: Number(token), ttl: Number(ttl), key };
	const [min, max] = TTL_RANGE;
	const isSound = Number.isSafeInteger(lease.token) && lease.ttl >= min && lease.ttl <= max;
	return isSound && isLeaseKey(key) ? { ...lease, key } : undefined;
}

const PATTERN = /^([a-z][a-z0-9-]{0,31}):(\d{1,16}):(\d{1,8}):(.+)$/;
