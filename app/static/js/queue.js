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

function reasonIn(html) {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  const found = answer.querySelector('.error') || answer.querySelector('.summary-of-errors li');
  return found ? found.textContent.trim().replace(/\s+/g, ' ') : 'Dit bestand is niet gedeeld. Probeer het opnieuw.';
}

function description(page, file, number, like) {
  const row = page.createElement('div');
  const label = page.createElement('label');
  const input = like.cloneNode();
  input.id = `${like.id}-${number}`;
  input.removeAttribute('name');
  input.removeAttribute('aria-describedby');
  input.value = like.value;
  label.htmlFor = input.id;
  label.textContent = `Korte beschrijving van ${file.name}`;
  row.className = 'row';
  row.append(label, input);
  return row;
}

// One file takes the description of the form; of several each gets its own, which begins with what was typed there.
function askDescriptions(page, form, files) {
  const shared = form.querySelector('[name="description"]');
  const several = files.length > 1;
  const rows = several ? [...files].map((file, number) => description(page, file, number, shared)) : [];
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
      shown.tell(shared ? '✓ gedeeld' : reasonIn(request.responseText), shared ? 'ok' : 'late');
      done(shared);
    });
    request.send(body);
  });
}

async function sendAll(page, form, files, list, said) {
  const button = form.querySelector('button[type="submit"].main');
  button.disabled = true;
  said.textContent = 'Bezig met delen…';
  const lines = files.map((file) => line(page, list, file.name));
  const described = [...form.querySelectorAll('[data-queue-descriptions] input')].map((input) => input.value);
  let shared = 0;
  for (const [place, file] of files.entries()) {
    if (await send(form, file, described[place], lines[place])) shared += 1;
  }
  said.textContent = `${shared} van ${files.length} bestanden gedeeld.`;
  form.reset();
  askDescriptions(page, form, []);
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
