/** A domain catches what fails in it, before and after the first poll. */
import { create } from 'node:domain';
import { AFTER_FIRST_POLL, observe } from './observe.js';

const domain = create();
domain.on('error', ({ message }) => console.log('domain:', message));
domain.run(() => {
	for (const ms of [10, AFTER_FIRST_POLL]) {
		setTimeout(() => {
			observe(`${ms} ms`);
			throw new Error(`after ${ms} ms`);
		}, ms);
	}
});
