/** Light or dark: as the system has it, unless one was chosen. */

type Choice = 'light' | 'dark' | 'system';

class Theme {
  #system = matchMedia('(prefers-color-scheme: dark)');
  #systemIsDark = $state(this.#system.matches);
  choice = $state<Choice>(read());

  constructor() {
    this.#system.addEventListener('change', (event) => (this.#systemIsDark = event.matches));
    this.#show();
  }

  get isDark(): boolean {
    return this.choice === 'system' ? this.#systemIsDark : this.choice === 'dark';
  }

  toggle(): void {
    this.choice = this.isDark ? 'light' : 'dark';
    try {
      localStorage.setItem('weir.theme', this.choice);
    } catch {
      // A browser that keeps nothing shows it all the same.
    }
    this.#show();
  }

  #show(): void {
    if (this.choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.choice;
  }
}

function read(): Choice {
  try {
    const kept = localStorage.getItem('weir.theme');
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export const theme = new Theme();
