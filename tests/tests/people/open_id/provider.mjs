// A certified identity provider on this machine, for one client and one person; its first line of output is its address.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [redirect, secret] = process.argv.slice(2);
const server = createServer().listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "sillon", client_secret: secret, redirect_uris: [redirect] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true, name: "Awa Diallo" }),
  }),
});
server.on("request", provider.callback());
console.log(issuer);
