// Shows only the questions that the given answers bring up: [data-asked-when="name=value"], with value|value for any of
// several and name!=value for all but that one. What is hidden is not sent.
// A question with a fault stays in sight, unless an answer has just put it aside. Without scripts every question is there.

function answersOf(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((field) => !field.disabled && (!['radio', 'checkbox'].includes(field.type) || field.checked))
    .map((field) => field.value);
}

function show(block, wanted) {
  block.hidden = !wanted;
  block.querySelectorAll('input, select, textarea').forEach((field) => { field.disabled = !wanted; });
}

function showAsked(form) {
  form.querySelectorAll('[data-asked-when]').forEach((block) => {
    const [, name, not, values] = /^(.*?)(!?)=(.*)$/.exec(block.dataset.askedWhen);
    const given = values.split('|').some((value) => answersOf(form, name).includes(value));
    const within = block.parentElement.closest('[data-asked-when][hidden]') === null;
    const faulty = not === '' && block.querySelector('.error') !== null;
    show(block, (within && given !== (not === '!')) || faulty);
  });
}

export function showAskedQuestions(page) {
  const forms = new Set([...page.querySelectorAll('[data-asked-when]')].map((block) => block.closest('form')));
  forms.forEach((form) => {
    showAsked(form);
    form.addEventListener('change', () => showAsked(form));
  });
}

// A date that is probably the same as another one is filled in with it, until somebody changes it.
export function followOtherDates(page) {
  page.querySelectorAll('input[data-follows]').forEach((field) => {
    const leader = field.form.elements[field.dataset.follows];
    let followed = '';
    leader?.addEventListener('change', () => {
      if (field.value !== '' && field.value !== followed) return;
      field.value = leader.value;
      followed = leader.value;
    });
  });
}

// One click fills in the most likely answer; without scripts the same button asks the server.
export function fillInOnClick(page) {
  page.querySelectorAll('button[data-fills]').forEach((button) => {
    button.addEventListener('click', (event) => {
      event.preventDefault();
      const field = button.form.elements[button.dataset.fills];
      field.value = button.value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      field.focus();
    });
  });
}
