/** WebAuthn as JSON: what the server tells becomes bytes where the browser wants bytes, and what the device said text again. */

/** Asks the device; `kind` is "get" or "create". What it said, as JSON text. */
export async function asked(kind, { publicKey }) {
  return JSON.stringify(closed(await navigator.credentials[kind]({ publicKey: opened(publicKey) })));
}

function opened(told) {
  const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...told,
    challenge: bytes(told.challenge),
    ...(told.user && { user: { ...told.user, id: bytes(told.user.id) } }),
    ...(told.allowCredentials && { allowCredentials: ids(told.allowCredentials) }),
    ...(told.excludeCredentials && { excludeCredentials: ids(told.excludeCredentials) }),
  };
}

function closed(made) {
  const { response } = made;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: { ...Object.fromEntries(said), transports: response.getTransports?.() },
  };
}

function bytes(value) {
  const binary = atob(value.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
