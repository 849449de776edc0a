/** The client of an engine: what the program has installed, loaded only when an address names the engine. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { debug } from '../runtime/diagnostics.js';
import { ownFile } from '../runtime/resolve.js';
import { errorCode } from '../runtime/system.js';
import { describeFailure, leaseError } from './failure.js';

/** As the program itself would find it: beside us, from the folder that it runs in, beside its main file. */
let places = [ownFile, join(process.cwd(), 'index.js'), process.argv[1]];

/** For a thread: these files. */
export function loadFromPlaces(files: typeof places): void {
	places = files;
}

export function findPlaces(): typeof places {
	return places;
}

/**
 * The first of the packages that is installed.
 *
 * @throws `ERR_PARENT_WATCHDOG_LEASE_NO_CLIENT`
 */
export function loadClient<Client>(...packages: string[]): { name: string; client: Client } {
	for (const name of packages) {
		for (const place of places) {
			const client = place && loadFrom(place, name);
			if (client) return { name, client: client as Client };
		}
	}
	const message = `no client for the lease is installed: install ${packages.join(' or ')}`;
	throw leaseError('ERR_PARENT_WATCHDOG_LEASE_NO_CLIENT', message);
}

/** For the errors of a connection that the client makes again by itself. */
export function tellFailure(error: Error): void {
	debug('lease: %s', describeFailure(error));
}

function loadFrom(place: string, name: string): unknown {
	try {
		return createRequire(place)(name);
	} catch (error) {
		if (errorCode(error) === 'MODULE_NOT_FOUND') return undefined;
		throw error;
	}
}
