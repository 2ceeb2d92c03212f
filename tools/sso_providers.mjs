// Serves an OpenID provider at / and a SAML identity provider at /saml: whoever comes says who they are. For tests alone.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { generateKeyPairSync } from "node:crypto";
import { pathToFileURL } from "node:url";

const [folder, text] = process.argv.slice(2);
const told = JSON.parse(text);
const require = createRequire(`${folder}/node_modules/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const samlp = require("samlp");

const address = `http://127.0.0.1:${told.port}`;
const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const provider = new Provider(address, {
  jwks: { keys: [{ ...jwk, use: "sig", alg: "RS256", kid: "only" }] },
  cookies: { keys: ["tests alone"] },
  clients: [
    {
      client_id: told.client,
      client_secret: told.secret,
      redirect_uris: [`${told.kefu}/sign-in/sso/oidc/callback`],
      backchannel_logout_uri: `${told.kefu}/sign-in/sso/oidc/logout`,
      backchannel_logout_session_required: true,
    },
  ],
  fetch: (where, asked) => fetch(where, { ...asked, dispatcher: undefined }), // its own refuses this machine
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  claims: { openid: ["sub", "amr"], acr: null, sid: null, auth_time: null, iss: null },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: told.client, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: "alice@northwind.test", email_verified: true }),
  }),
});

provider.on("server_error", (_ctx, error) => console.error(error.stack));

const saml = {
  issuer: `${address}/saml`,
  cert: told.certificate,
  key: told.key,
  getPostURL: (_audience, _request, _req, done) => done(null, `${told.kefu}/sign-in/sso/saml/acs`),
  recipient: `${told.kefu}/sign-in/sso/saml/acs`,
  destination: `${told.kefu}/sign-in/sso/saml/acs`,
  audience: `${told.kefu}/sign-in/sso/saml/metadata`,
  nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  getUserFromRequest: (req) => ({ id: req.query.who, displayName: req.query.who, name: {}, emails: [] }),
  responseHandler: (answer, _options, _req, res) => res.end(answer.toString("base64")),
};

const FORM = '<form>Who are you? <input name="who"><input name="amr" value="mfa"><button>In</button></form>';

async function interact(req, res, url) {
  if (!url.searchParams.get("who")) return res.setHeader("Content-Type", "text/html").end(FORM);
  const login = { accountId: url.searchParams.get("who"), amr: url.searchParams.getAll("amr") };
  await provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
}

async function signOut(res, url) {
  const client = await provider.Client.find(told.client);
  await client.backchannelLogout(url.searchParams.get("who"), url.searchParams.get("sid") ?? "any");
  res.end("told");
}

const served = provider.callback();
async function answer(req, res) {
  const url = new URL(req.url, address);
  req.query = Object.fromEntries(url.searchParams);
  req.body = {};
  req.protocol = "http";
  res.set = (name, value) => res.setHeader(name, value);
  res.send = (body) => res.end(body);
  if (url.pathname.startsWith("/interaction/")) await interact(req, res, url);
  else if (url.pathname === "/signed-out") await signOut(res, url);
  else if (url.pathname === "/saml/metadata")
    samlp.metadata({ ...saml, redirectEndpointPath: "/saml", postEndpointPath: "/saml" })(req, res);
  else if (url.pathname === "/saml") samlp.auth(saml)(req, res, (error) => res.writeHead(500).end(String(error)));
  else served(req, res);
}

createServer((req, res) => {
  answer(req, res).catch((error) => res.writeHead(500).end(String(error.cause ?? error)));
}).listen(told.port, "127.0.0.1", () => console.log("ready"));
