// An OpenID provider on the loopback: npm's oidc-provider, which is certified by the OpenID Foundation, with its own pages for development, which let
// anybody in by any name and password. Arguments: the port, the console's address. The group of a person is the part of the name behind the dot.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, console_] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'weir',
      client_secret: 'a secret of the tests',
      redirect_uris: [new URL('/api/v1/sign-on/callback', console_).href],
      post_logout_redirect_uris: [new URL('/', console_).href],
    },
  ],
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, groups: [id.split('.')[1] ?? 'everybody'] }),
  }),
});

createServer(provider.callback()).listen(Number(port), '127.0.0.1', () => console.log(`openid provider at ${provider.issuer}`));
