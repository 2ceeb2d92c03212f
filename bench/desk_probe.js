// From a key to the frame after the one that shows its effect: `watchFor(is)`, then the key, then `took()`.
let answer = Promise.resolve(-1);
let pressedAt = 0;

addEventListener("keydown", ({ timeStamp }) => { pressedAt ||= timeStamp; }, { capture: true });

globalThis.watchFor = (is) => {
  pressedAt = 0;
  const giveUp = performance.now() + 5000;
  answer = new Promise((tell) => {
    const look = () => {
      if (performance.now() > giveUp) tell(-1);
      else if (pressedAt && is()) requestAnimationFrame(() => tell(performance.now() - pressedAt));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
};

globalThis.took = () => answer;

// What the server took for the fragments of conversations, as the browser saw it.
globalThis.served = () =>
  performance.getEntriesByType("resource")
    .filter(({ name }) => /\/desk\/c\/[a-z2-7]+\/\?/.test(name))
    .map(({ responseStart, requestStart }) => responseStart - requestStart);
