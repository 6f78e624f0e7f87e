// Several files at once: each is posted by itself, one after the other, with its progress and what came of it.

function line(page, list, name) {
  const item = page.createElement('li');
  const told = page.createElement('span');
  const progress = page.createElement('progress');
  told.textContent = name;
  progress.max = 100;
  progress.value = 0;
  progress.setAttribute('aria-label', `Voortgang van ${name}`);
  item.append(told, progress);
  list.append(item);
  return {
    progress,
    tell(words, state) {
      const badge = page.createElement('span');
      badge.className = `badge ${state}`;
      badge.textContent = words;
      progress.replaceWith(badge);
    },
  };
}

const UNHEARD = 'Er kwam geen antwoord. Kijk bij Verzonden of dit bestand er staat voor je het opnieuw deelt.';

function reasonIn(html) {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  const found = answer.querySelector('.error') || answer.querySelector('.summary-of-errors li');
  return found ? found.textContent.trim().replace(/\s+/g, ' ') : 'Dit bestand is niet gedeeld. Probeer het opnieuw.';
}

function description(page, file, number, like, typed) {
  const row = page.createElement('div');
  const label = page.createElement('label');
  const input = like.cloneNode();
  input.id = `${like.id}-${number}`;
  input.removeAttribute('name');
  input.removeAttribute('aria-describedby');
  input.value = typed;
  label.htmlFor = input.id;
  label.textContent = `Korte beschrijving van ${file.name}`;
  row.className = 'row';
  row.append(label, input);
  return row;
}

// One file takes the description of the form; of several each gets its own, which begins with what was typed there.
function askDescriptions(page, form, files, typed = []) {
  const shared = form.querySelector('[name="description"]');
  const several = files.length > 1;
  if (files.length === 1 && typed.length) [shared.value] = typed;
  const row = (file, number) => description(page, file, number, shared, typed[number] ?? shared.value);
  const rows = several ? [...files].map(row) : [];
  form.querySelector('[data-queue-descriptions]').replaceChildren(...rows);
  shared.closest('.row').hidden = several;
}

function send(form, file, description, shown) {
  const body = new FormData(form);
  body.set('file', file);
  body.set('description', description);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) shown.progress.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener('loadend', () => {
      // What was shared leads back to this very form; who may no longer be here is led to another page.
      const shared = request.status === 200 && request.responseURL === form.action;
      const reason = () => (request.status ? reasonIn(request.responseText) : UNHEARD);
      shown.tell(shared ? '✓ gedeeld' : reason(), shared ? 'ok' : 'late');
      done(shared);
    });
    request.send(body);
  });
}

// What was not shared stays chosen with its description, and what was ticked stays ticked: sharing again is one press.
function keepWhatIsLeft(page, form, left) {
  const carried = new DataTransfer();
  for (const one of left) carried.items.add(one.file);
  if (!left.length) form.reset();
  form.querySelector('input[type="file"]').files = carried.files;
  askDescriptions(page, form, carried.files, left.map((one) => one.description));
}

async function sendAll(page, form, files, list, said) {
  const button = form.querySelector('button[type="submit"].main');
  button.disabled = true;
  said.textContent = 'Bezig met delen…';
  const lines = files.map((file) => line(page, list, file.name));
  const described = [...form.querySelectorAll('[data-queue-descriptions] input')].map((input) => input.value);
  const left = [];
  for (const [place, file] of files.entries()) {
    const shared = await send(form, file, described[place], lines[place]);
    if (!shared) left.push({ file, description: described[place] });
  }
  const rest = left.length ? ' Wat niet gedeeld is, staat nog klaar.' : '';
  said.textContent = `${files.length - left.length} van ${files.length} bestanden gedeeld.${rest}`;
  keepWhatIsLeft(page, form, left);
  button.disabled = false;
}

export function queueFiles(page) {
  const form = page.querySelector('form[data-queue]');
  if (!form) return;
  const input = form.querySelector('input[type="file"]');
  const list = form.querySelector('[data-queue-list]');
  const said = form.querySelector('[data-queue-said]');
  input.multiple = true;
  form.querySelector('[data-queue-hint]').hidden = false;
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    form.classList.add('dragging');
  });
  form.addEventListener('dragleave', () => form.classList.remove('dragging'));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    form.classList.remove('dragging');
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    askDescriptions(page, form, input.files);
  });
  input.addEventListener('change', () => askDescriptions(page, form, input.files));
  form.addEventListener('submit', (event) => {
    if (input.files.length < 2) return;
    event.preventDefault();
    list.replaceChildren();
    sendAll(page, form, [...input.files], list, said);
  });
}
