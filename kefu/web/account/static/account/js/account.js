/** What the pages around signing in may use. */
import "./codes.js";
import "./nobody.js";
import "./passkey.js";
