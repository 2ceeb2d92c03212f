/** Whom the chat in this browser speaks for: its token as the chat keeps it (widget/js/store.js, session.js). Reads only. */
const PREFIX = "kefu:";
const NOBODY = "anonymous";

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null; // nothing may be stored here, or it is none of ours
  }
}

/** {token, isSigned}; an empty token where there is none that lasts. */
export function signed() {
  const who = kept("who");
  const session = typeof who === "string" ? kept(`of:${who}:session`) : null;
  const isGood = typeof session?.token === "string" && session.expiresAt > Date.now();
  return { token: isGood ? session.token : "", isSigned: isGood && who !== NOBODY };
}
