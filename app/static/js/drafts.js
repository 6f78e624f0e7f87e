// Keeps what somebody types as a draft on the server: form[data-draft] (D-11).
// A draft that waits for an answer on the page (data-draft-waits) is never written over.

const QUIET = 2000;
const LONGEST_WAIT = 3000;
const SIGNED_OUT = 'Je bent afgemeld. Wat je typte, staat er nog. Meld je aan in een nieuw tabblad en kom hier terug; dan wordt het concept bewaard.';
const OTHER_SEAT = 'Je werkt intussen voor een andere plaats, dus hier wordt geen concept bewaard. Wat je typte, staat er nog.';
const TOO_LARGE = 'Dit is te veel tekst voor een concept. Bewaar het formulier zelf.';
const NO_LINE = 'Geen verbinding: het concept is niet bewaard. Wat je typte, staat er nog.';

class Keeper {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector('[data-draft-state]');
    this.kept = this.text();
    this.leaving = false;
    form.addEventListener('input', () => this.later());
    form.addEventListener('change', () => this.later());
    form.addEventListener('submit', (event) => this.submit(event));
    window.addEventListener('pageshow', () => { this.leaving = false; });
    window.addEventListener('pagehide', () => this.leave());
    window.addEventListener('online', () => this.keep());
    document.addEventListener('visibilitychange', () => (document.hidden ? this.leave() : this.keep()));
  }

  pairs() {
    const pairs = [...new FormData(this.form)].filter(([, value]) => typeof value === 'string');
    return new URLSearchParams([...pairs, ['draft_form', this.form.dataset.draftForm]]);
  }

  text() {
    const pairs = this.pairs();
    pairs.delete('csrf_token');
    return pairs.toString();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), QUIET);
  }

  keep() {
    if (this.busy) return this.later();
    if (this.leaving || this.text() === this.kept) return undefined;
    this.busy = this.send().finally(() => { this.busy = null; });
    return this.busy;
  }

  async send(again = true) {
    const text = this.text();
    try {
      const answer = await fetch(this.form.dataset.draft, { method: 'POST', body: this.pairs(), redirect: 'manual', keepalive: true });
      if (answer.ok) {
        this.kept = text;
        this.say(`Concept bewaard om ${(await answer.json()).kept}.`);
      } else if (answer.status === 409) this.say(OTHER_SEAT, true);
      else if (answer.status === 422) this.say(TOO_LARGE, true);
      else if (again && await this.takeKey()) await this.send(false);
      else this.signedOut();
    } catch {
      this.say(NO_LINE, true);
    }
  }

  // After signing in again in another tab the protection of this page is out of date; the seat stays the page's own.
  async takeKey() {
    const answer = await fetch(this.form.dataset.draftKey, { redirect: 'manual' });
    if (!answer.ok) return false;
    const { key } = await answer.json();
    for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = key;
    return true;
  }

  // A draft under way must not arrive after the form itself, which lets it go.
  async submit(event) {
    clearTimeout(this.timer);
    if (this.busy && !event.defaultPrevented) {
      event.preventDefault();
      const button = event.submitter;
      await Promise.race([this.busy, new Promise((done) => { setTimeout(done, LONGEST_WAIT); })]);
      this.busy = null;
      this.form.requestSubmit(button);
    } else if (!event.defaultPrevented) this.leaving = true;
  }

  leave() {
    clearTimeout(this.timer);
    if (this.leaving || this.busy || this.text() === this.kept) return;
    if (navigator.sendBeacon(this.form.dataset.draft, this.pairs())) this.kept = this.text();
  }

  signedOut() {
    const link = Object.assign(document.createElement('a'), { href: '/aanmelden/', target: '_blank', textContent: 'Aanmelden in een nieuw tabblad' });
    this.say(`${SIGNED_OUT} `, true);
    this.state.append(link);
  }

  say(words, isTrouble = false) {
    this.state.textContent = words;
    this.state.classList.toggle('soft', !isTrouble);
    this.state.classList.toggle('error', isTrouble);
  }
}

export function keepDrafts(page) {
  for (const form of page.querySelectorAll('form[data-draft]:not([data-draft-waits])')) {
    if (form.querySelector('[data-draft-state]')) new Keeper(form);
  }
}
