// `awaitWords(text)`, then the customer writes, then `shownAt(ms)`: the moment of the frame after the one with the line.
let shown = Promise.resolve(-1);

globalThis.awaitWords = (text) => {
  shown = new Promise((tell) => {
    const look = () => {
      if (![...document.querySelectorAll("#lines .line")].some((line) => line.textContent.includes(text))) return;
      watch.disconnect();
      requestAnimationFrame(() => tell(performance.timeOrigin + performance.now()));
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { subtree: true, childList: true, characterData: true });
  });
};

globalThis.shownAt = (patienceMs) => Promise.race([shown, new Promise((tell) => setTimeout(tell, patienceMs, -1))]);
