/** What the pages around signing in may use. */
import "./codes.js";
import "./passkey.js";
