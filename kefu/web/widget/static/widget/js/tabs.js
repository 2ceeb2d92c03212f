/*
 * Agreements between a person's tabs, by Web Locks. Where there are none (old WebViews), each tab acts alone:
 * the worst that follows is a second try under the same client_msg_id, which the server settles.
 */
const locks = navigator.locks;
const PATIENCE_MS = 8_000;

/* Act while no other tab does; after a while act anyway, for the other tab may be frozen. */
export async function alone(name, act) {
  if (!locks) return act();
  let began = false;
  const held = () => {
    began = true;
    return act();
  };
  try {
    return await locks.request(`kefu:${name}`, { signal: AbortSignal.timeout(PATIENCE_MS) }, held);
  } catch (error) {
    if (began) throw error;
    return act(); // no locks for a frame without storage, or a patience that ended
  }
}

/* Hold a name until this page is gone. Without locks nobody else looks either. */
export function holdForLife(name) {
  locks?.request(`kefu:${name}`, () => new Promise(() => {})).catch(() => {});
}

/* Act once whoever holds the name is gone; at once if nobody does, or where nothing is shared between tabs. */
export function whenFree(name, act) {
  if (!locks) act();
  else locks.request(`kefu:${name}`, act).catch((error) => error.name === "SecurityError" && act());
}
