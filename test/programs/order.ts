/** The order of ticks, microtasks, immediates and timers, while a long job makes polls fall due. */
import './observe.js';

const say = (text: string) => console.log(text);
const round = (left: number) => {
	process.nextTick(say, `tick ${left}`);
	void Promise.resolve(`microtask ${left}`).then(say);
	setImmediate(say, `immediate ${left}`);
	for (let turn = Date.now() + 100; Date.now() < turn; );
	if (left > 0) setTimeout(round, 1, left - 1);
};
setTimeout(round, 1, 4);
say('end of the module');
