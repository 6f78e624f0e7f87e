// Says while somebody types whether a national number or a date can be right. The server decides; this only helps.

const NATIONAL_NUMBER = 'national-number';

export function nationalNumberHint(text) {
  const digits = text.replace(/\D/g, '');
  if (digits.length === 0) return { text: '', ok: false };
  if (digits.length < 11) return { text: `Nog ${11 - digits.length} cijfers.`, ok: false };
  if (digits.length > 11) return { text: 'Een rijksregisternummer telt 11 cijfers.', ok: false };
  const check = Number(digits.slice(9));
  const before2000 = 97 - (Number(digits.slice(0, 9)) % 97);
  const from2000 = 97 - (Number(`2${digits.slice(0, 9)}`) % 97);
  if (check === before2000 || check === from2000) return { text: '✓ Het controlegetal klopt.', ok: true };
  return { text: 'Het controlegetal klopt niet. Kijk de cijfers na.', ok: false };
}

export function dateHint(text) {
  const wanted = text.trim();
  if (wanted === '') return { text: '', ok: false };
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(wanted) || /^(\d{2})(\d{2})(\d{4})$/.exec(wanted);
  if (!parts) return { text: 'Schrijf de datum als dd/mm/jjjj.', ok: false };
  const [day, month, year] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? { text: '', ok: true } : { text: 'Deze dag bestaat niet.', ok: false };
}

// Leaving a field by pressing a button may not move that button away from under the pointer: the press would be lost.
let pointerIsDown = false;

function afterThePress(act) {
  if (!pointerIsDown) act();
  else window.addEventListener('pointerup', () => setTimeout(act), { once: true });
}

function mindThePointer(page) {
  page.addEventListener('pointerdown', () => { pointerIsDown = true; }, true);
  for (const end of ['pointerup', 'pointercancel']) {
    page.addEventListener(end, () => { pointerIsDown = false; }, true);
  }
}

function watch(field) {
  const hint = document.createElement('div');
  hint.className = 'live-hint';
  hint.setAttribute('role', 'status');
  field.after(hint);
  const judge = field.dataset.validate === NATIONAL_NUMBER ? nationalNumberHint : dateHint;
  const show = () => {
    const answer = judge(field.value);
    hint.textContent = answer.text;
    hint.classList.toggle('ok', answer.ok);
  };
  field.addEventListener('change', () => afterThePress(show));
  field.addEventListener('input', () => {
    if (hint.textContent || field.dataset.validate === NATIONAL_NUMBER) show();
  });
}

export function watchWhileTyping(part) {
  part.querySelectorAll('input[data-validate]').forEach(watch);
}

export function validateWhileTyping(page) {
  mindThePointer(page);
  watchWhileTyping(page);
}

// A page that comes back with faults starts at the list of them.
export function showErrorsFirst(page) {
  page.querySelector('.summary-of-errors')?.focus();
}
