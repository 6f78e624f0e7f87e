// Keeps the list of open mandatory questions true while somebody answers them. The server makes the list; this follows.

const inputsOf = (block) => [...block.querySelectorAll('input, select, textarea')];

function isAnswered(block) {
  return inputsOf(block).some((field) => (
    ['radio', 'checkbox'].includes(field.type) ? field.checked && field.value !== '' && field.name !== ''
      : field.name !== '' && field.value.trim() !== ''
  ));
}

const isAsked = (block) => block.closest('[data-asked-when][hidden]') === null;

function follow(form, list) {
  let open = 0;
  form.querySelectorAll('[data-required-question]').forEach((block) => {
    const isOpen = isAsked(block) && !isAnswered(block);
    open += isOpen ? 1 : 0;
    list.querySelector(`[data-open-for="${CSS.escape(block.dataset.requiredQuestion)}"]`).hidden = !isOpen;
    block.classList.toggle('still-open', isOpen && list.classList.contains('summary-of-errors'));
  });
  list.querySelector('[data-open-count]').textContent = open;
  list.querySelector('[data-open-some]').hidden = open === 0;
  list.querySelector('[data-open-none]').hidden = open !== 0;
  list.classList.toggle('due', open > 0);
  list.classList.toggle('ok', open === 0);
}

export function followOpenQuestions(page) {
  const list = page.querySelector('[data-still-open]');
  const form = page.querySelector('[data-tells-open]')?.closest('form');
  if (!list || !form) return;
  for (const happening of ['change', 'input']) form.addEventListener(happening, () => follow(form, list));
  follow(form, list);
}
