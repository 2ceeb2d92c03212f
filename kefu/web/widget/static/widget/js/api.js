/* The JSON API: one call, one answer, or an ApiError whose message is for people. */
export class ApiError extends Error {
  constructor(status, { code = "error", message = "", retry_after_s: retryAfter = null } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfter === null ? null : retryAfter * 1000;
  }
}

/* Status 0: no answer came. */
export async function call(path, { method = "GET", token = null, body } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const request = { method, headers, credentials: "omit", body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await fetch(`/api/v1${path}`, request).catch(() => null);
  if (!answer) throw new ApiError(0);
  return parsed(answer.status, await answer.text());
}

export function parsed(status, text) {
  let value = {};
  try {
    value = text ? JSON.parse(text) : {};
  } catch {
    value = {}; // a proxy's page instead of our JSON
  }
  if (status >= 200 && status < 300) return value;
  throw new ApiError(status, value.error);
}
