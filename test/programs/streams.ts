/** Pipes stdin through transforms to stdout. */
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import './observe.js';

const upperCase = new Transform({
	transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()),
});
void pipeline(process.stdin, createGzip(), createGunzip(), upperCase, process.stdout);
