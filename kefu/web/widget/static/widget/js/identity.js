/* Reads (never trusts) a JWT: only to tell one person's things from another's in this browser. The server verifies. */
export const NOBODY = "anonymous";

export function claims(jwt) {
  try {
    const part = jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), (c) => c.charCodeAt(0))));
  } catch {
    return {}; // not a JWT: the server will say so
  }
}

/* A name for the person that does not give away the uid. */
export async function whoOf(jwt) {
  if (!jwt) return NOBODY;
  const { iss = "", sub = "" } = claims(jwt);
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([iss, sub])));
  return Array.from(new Uint8Array(bytes).slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* Where who is signed in cannot be learnt right now: `gone` when asking again will not help. */
export class IdentityUnknown extends Error {
  constructor({ gone = false } = {}) {
    super("identity unknown");
    this.gone = gone;
  }
}
