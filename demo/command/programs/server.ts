import { createServer } from 'node:http';

createServer((_, response) => response.end('here\n')).listen(3000);
