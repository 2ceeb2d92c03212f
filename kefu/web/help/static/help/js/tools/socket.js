/** Opens a WebSocket, waits for it to open or to say anything, and closes it. How long that took, null where it failed. */
const PATIENCE_MS = 8_000;

export function opened(address) {
  const from = performance.now();
  return new Promise((done) => {
    let socket;
    const end = (tookMs) => {
      clearTimeout(timer);
      done(tookMs);
      socket?.close();
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    try {
      socket = new WebSocket(address);
    } catch {
      return end(null); // a page over HTTPS may open no bare socket, and says so at once
    }
    for (const event of ["open", "message"]) socket.addEventListener(event, () => end(performance.now() - from));
    for (const event of ["error", "close"]) socket.addEventListener(event, () => end(null));
    return undefined;
  });
}
