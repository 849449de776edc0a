/** The thread that watches a lease by the address of its engine. */
import { parentPort, workerData } from 'node:worker_threads';
import { LeaseWatch, type WatchedLease } from './lease-watch.js';
import { loadFromPlaces } from './load-client.js';
import { openEngine } from './open-engine.js';

/** What it is started with. */
export interface LeaseThreadData {
	engine: string;
	lease: WatchedLease;
	/** Not 0 once the lease has ended. */
	ended: Int32Array;
	/** From where the client is loaded. */
	places: (string | undefined)[];
}

const { engine, lease, ended, places } = workerData as LeaseThreadData;
loadFromPlaces(places);

// The thread lives as long as the port; none of the timers and connections need keep it.
parentPort?.on('message', () => {});
new LeaseWatch(openEngine(engine), lease, (end) => {
	Atomics.store(ended, 0, 1);
	parentPort?.postMessage(end);
});
