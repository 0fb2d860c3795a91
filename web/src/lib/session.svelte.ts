import { ask, tell, unknown } from './api';

export type Role = '' | 'viewer' | 'analyst' | 'admin';

export const roles: Role[] = ['viewer', 'analyst', 'admin'];

export interface Me {
  user: string;
  role: Role;
  by: 'none' | 'open' | 'session' | 'provider' | 'token' | 'proxy';
  'asks-who': boolean;
  /** What people call the OpenID provider at which one may sign in, where there is one. */
  'sign-on'?: string;
}

/** Who looks at the page. The program decides what they may; the page only leaves out what they would be refused. */
class Session {
  me = $state.raw<Me | null>(null);

  constructor() {
    // A session ends when nobody uses it, when somebody takes rights away, and when the program starts anew.
    unknown.react = () => {
      if (this.me && this.me.role !== '') this.me = { ...this.me, user: '', role: '', by: 'none' };
    };
  }

  async load(): Promise<void> {
    this.me = await ask<Me>('me');
  }

  async signIn(user: string, password: string): Promise<void> {
    this.me = await tell<Me>('POST', 'session', { user, password });
  }

  async signOut(): Promise<void> {
    const answer = await tell<{ 'sign-out-at'?: string } | undefined>('DELETE', 'session');
    // Who was signed in by a provider leaves there, too, and is sent back.
    if (answer?.['sign-out-at']) location.assign(answer['sign-out-at']);
    else await this.load();
  }

  /** Whether they may what a role may. */
  may(role: Role): boolean {
    return roles.indexOf(this.me?.role ?? '') >= roles.indexOf(role);
  }
}

export const session = new Session();
