// Sharing a document: the people of a chosen service come into the list, and a known person brings the address along.

function chosenService(page, name) {
  const wanted = name.trim().toLowerCase();
  const found = [...page.querySelectorAll('#services option')].filter((one) => one.value.toLowerCase() === wanted);
  return found.length === 1 ? found[0].dataset.id : null;
}

async function showPeople(page, input) {
  const row = input.dataset.service;
  const id = chosenService(page, input.value);
  const list = page.getElementById(`people-${row}`);
  if (!id) return;
  const address = page.getElementById('services').dataset.people.replace(/\/0\/$/, `/${id}/`);
  try {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } });
    if (!answer.ok) return;
    list.replaceChildren(...(await answer.json()).map((person) => {
      const option = page.createElement('option');
      option.value = person.name;
      option.textContent = person.function;
      option.dataset.email = person.email;
      return option;
    }));
  } catch {
    // The button that shows who works there does the same.
  }
}

function completeAddress(page, input) {
  const row = input.dataset.person;
  const known = [...page.getElementById(`people-${row}`).options].find((one) => one.value === input.value);
  const email = page.getElementsByName(`recipients-${row}-email`)[0];
  if (known && known.dataset.email && (!email.value || email.value === email.dataset.completed)) {
    email.value = known.dataset.email;
    email.dataset.completed = known.dataset.email;
  }
}

export function completeRecipients(page) {
  if (!page.getElementById('services')) return;
  for (const button of page.querySelectorAll('[data-without-scripts]')) button.hidden = true;
  for (const input of page.querySelectorAll('[data-service]')) {
    input.addEventListener('change', () => showPeople(page, input));
    if (input.value) showPeople(page, input);
  }
  for (const input of page.querySelectorAll('[data-person]')) {
    input.addEventListener('input', () => completeAddress(page, input));
  }
}
