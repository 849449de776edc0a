/** A supervisor that is killed at more moments. */
import './reaper-client.test.js';
