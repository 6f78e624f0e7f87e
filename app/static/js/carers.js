// Looks up the name of a foster carer without leaving the form: the page that the same button would bring is asked for,
// and only this carer's part of it is shown. Whatever goes otherwise than expected, the button simply posts the form.
import { watchWhileTyping } from './validation.js';

async function askForPage(button) {
  const body = new FormData(button.form);
  body.set(button.name, button.value);
  const answer = await fetch(button.form.action, { method: 'POST', body, redirect: 'error' });
  if (!answer.ok) throw new Error('no page');
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

function showCarer(block, found) {
  block.replaceWith(found);
  watchWhileTyping(found);
  (found.querySelector('.error') ? found.querySelector('input') : found.querySelector('[name$="_name"]')).focus();
}

async function lookUp(button) {
  const block = button.closest('[data-carer]');
  button.disabled = true;
  try {
    const page = await askForPage(button);
    const found = page.querySelector(`[data-carer="${block.dataset.carer}"]`);
    showCarer(block, document.adoptNode(found));
  } catch {
    button.disabled = false;
    button.form.noValidate = true;
    button.form.requestSubmit(button);
  }
}

export function lookUpCarers(page) {
  page.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-look-up]');
    if (!button) return;
    event.preventDefault();
    lookUp(button);
  });
}
